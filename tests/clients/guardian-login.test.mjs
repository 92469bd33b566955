// Applications that log users in at a Guardian tenant: unmodified node-auth0 (its AuthenticationClient) and
// auth0-auth-js, the client that Auth0 maintains for logins and MFA, with a phone answering.

import assert from "node:assert/strict";
import { test } from "node:test";
import { AuthClient, isMfaRequiredError } from "@auth0/auth0-auth-js";
import { AuthenticationClient } from "auth0/legacy";

import { API, CLIENT, PASSWORD, Tenant, USER } from "./guardian-tenant.mjs";

const LOGIN = { username: USER, password: PASSWORD, scope: "openid profile email" };

const nodeAuth0 = (tenant, options = {}) => new AuthenticationClient({ domain: tenant.domain, ...CLIENT, ...options });
const authJs = (tenant, options = {}) => new AuthClient({ domain: tenant.domain, ...CLIENT, ...options });

/** What a call was refused with. */
async function refusal(promise) {
  const error = await promise.then(() => assert.fail("it was not refused"), (reason) => reason);
  return error.cause?.error ?? error.error ?? error;
}

/** The `mfa_token` and requirements of a login whose password was right. */
async function halfway(client) {
  const login = client.getTokenByPassword(LOGIN);
  const error = await login.then(() => assert.fail("no factor was asked for"), (reason) => reason);
  assert.ok(isMfaRequiredError(error), error);
  return { mfaToken: error.cause.mfa_token, requirements: error.cause.mfa_requirements };
}

test("node-auth0 gets tokens of its own for the Management API and for an API", async (t) => {
  const tenant = await Tenant.start(t);
  const client = nodeAuth0(tenant);

  const management = await client.oauth.clientCredentialsGrant({ audience: `https://${tenant.domain}/api/v2/` });
  const api = await client.oauth.clientCredentialsGrant({ audience: API });
  const unknown = refusal(client.oauth.clientCredentialsGrant({ audience: "https://elsewhere.example/" }));
  const { oauth } = nodeAuth0(tenant, { clientSecret: "wrong" });
  const stranger = refusal(oauth.clientCredentialsGrant({ audience: API }));

  assert.equal(management.data.token_type, "Bearer");
  assert.ok(management.data.scope.split(" ").includes("read:guardian_factors"));
  assert.equal(JSON.parse(Buffer.from(api.data.access_token.split(".")[1], "base64url")).aud, API);
  assert.equal(await unknown, "access_denied");
  assert.equal(await stranger, "invalid_client");
});

test("node-auth0 logs a user in with a password and verifies the ID token", async (t) => {
  const tenant = await Tenant.start(t, { policies: [] });
  const client = nodeAuth0(tenant);

  const { data } = await client.oauth.passwordGrant({ ...LOGIN, realm: "Username-Password-Authentication" });
  const wrong = refusal(client.oauth.passwordGrant({ ...LOGIN, password: "wrong" }));

  assert.equal(JSON.parse(Buffer.from(data.id_token.split(".")[1], "base64url")).sub, tenant.user);
  assert.equal(await wrong, "invalid_grant");
});

test("node-auth0 continues a login with its refresh token until it is revoked", async (t) => {
  const tenant = await Tenant.start(t, { policies: [] });
  const client = nodeAuth0(tenant);
  const { data } = await client.oauth.passwordGrant({ ...LOGIN, scope: "openid offline_access" });

  const again = await client.oauth.refreshTokenGrant({ refresh_token: data.refresh_token });
  await client.oauth.revokeRefreshToken({ token: data.refresh_token });
  const revoked = refusal(client.oauth.refreshTokenGrant({ refresh_token: data.refresh_token }));

  assert.equal(again.data.scope, "openid");
  assert.equal(await revoked, "invalid_grant");
});

test("node-auth0 asks a phone in the backchannel and polls for the tokens", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const { backchannel } = nodeAuth0(tenant);

  const started = await backchannel.authorize({ userId: tenant.user, binding_message: "ORDER-17", scope: "openid" });
  const challenge = await phone.next();
  const pending = refusal(backchannel.backchannelGrant({ auth_req_id: started.auth_req_id }));
  assert.equal(await pending, "authorization_pending");
  await phone.approve(challenge.id);
  const tokens = await backchannel.backchannelGrant({ auth_req_id: started.auth_req_id });
  const again = refusal(backchannel.backchannelGrant({ auth_req_id: started.auth_req_id }));

  assert.equal(started.expires_in, 300);
  assert.equal(challenge.message, "ORDER-17");
  assert.ok(tokens.access_token && tokens.id_token);
  assert.equal(await again, "invalid_grant");
});

test("node-auth0 hears that a backchannel login was denied", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const { backchannel } = nodeAuth0(tenant);

  const started = await backchannel.authorize({ userId: tenant.user, binding_message: "ORDER-17", scope: "openid" });
  await phone.deny((await phone.next()).id, "--mistake");

  assert.equal(await refusal(backchannel.backchannelGrant({ auth_req_id: started.auth_req_id })), "access_denied");
});

test("node-auth0 hears that it polls too fast, and that nobody answered in time", async (t) => {
  const tenant = await Tenant.start(t, { poll_interval: 5 });
  await tenant.phone();
  const { backchannel } = nodeAuth0(tenant);
  const options = { userId: tenant.user, binding_message: "ORDER-17", scope: "openid", requested_expiry: "30" };
  const { auth_req_id } = await backchannel.authorize(options);
  const poll = () => refusal(backchannel.backchannelGrant({ auth_req_id }));

  assert.equal(await poll(), "authorization_pending");
  assert.equal(await poll(), "slow_down");
  await tenant.mock.advance(31);
  assert.equal(await poll(), "expired_token");
});

test("node-auth0 is refused backchannel logins that break the rules", async (t) => {
  const tenant = await Tenant.start(t);
  await tenant.phone();
  const { backchannel } = nodeAuth0(tenant);
  const options = { userId: tenant.user, binding_message: "ORDER-17", scope: "openid" };

  for (const [change, expected] of [
    [{ binding_message: "five $" }, "invalid_binding_message"],
    [{ scope: "profile" }, "invalid_request"],
    [{ userId: "auth0|nobody" }, "unknown_user_id"],
    [{ requested_expiry: "301" }, "invalid_request"],
    [{ authorization_details: "{}" }, "invalid_authorization_details"],
  ]) {
    assert.equal(await refusal(backchannel.authorize({ ...options, ...change })), expected, JSON.stringify(change));
  }
});

test("auth0-auth-js enrolls a user's first phone in the middle of a login", async (t) => {
  const tenant = await Tenant.start(t);
  const client = authJs(tenant);
  const { mfaToken, requirements } = await halfway(client);

  const begun = await client.mfa.enrollAuthenticator({ authenticatorTypes: ["oob"], oobChannels: ["auth0"], mfaToken });
  const verify = () => client.mfa.verify({ factorType: "oob", oobCode: begun.oobCode, mfaToken });
  assert.equal(await refusal(verify()), "authorization_pending");
  await tenant.phone(begun.barcodeUri);
  const tokens = await verify();

  assert.deepEqual(requirements, { enroll: [{ type: "otp" }, { type: "push-notification" }] });
  assert.equal(begun.recoveryCodes.length, 1);
  assert.match(begun.recoveryCodes[0], /^[0-9A-Z]{24}$/);
  assert.equal(tokens.claims.sub, tenant.user);
});

test("auth0-auth-js logs a user in with an approved push", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const client = authJs(tenant);
  const { mfaToken, requirements } = await halfway(client);

  const authenticators = await client.mfa.listAuthenticators({ mfaToken });
  const push = authenticators.find(({ id }) => id.startsWith("push|"));
  const challenge = { challengeType: "oob", authenticatorId: push.id, mfaToken };
  const { oobCode } = await client.mfa.challengeAuthenticator(challenge);
  await phone.approve((await phone.next()).id);
  const tokens = await client.mfa.verify({ factorType: "oob", oobCode, mfaToken });
  const again = refusal(client.mfa.verify({ factorType: "oob", oobCode, mfaToken }));

  assert.deepEqual(requirements.challenge.map(({ type }) => type), ["otp", "push-notification", "recovery-code"]);
  assert.deepEqual(push, { ...push, authenticatorType: "oob", active: true });
  assert.match(push.name, /^Terminal/);
  assert.deepEqual(tokens.claims.amr, ["mfa"]);
  assert.equal((await client.getUserInfo({ accessToken: tokens.accessToken })).email, USER);
  assert.equal(await again, "invalid_grant");
});

test("auth0-auth-js hears that a push was rejected, once and for all", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const client = authJs(tenant);
  const { mfaToken } = await halfway(client);

  const { oobCode } = await client.mfa.challengeAuthenticator({ challengeType: "oob", mfaToken });
  await phone.deny((await phone.next()).id);

  for (let poll = 0; poll < 2; poll++) {
    assert.equal(await refusal(client.mfa.verify({ factorType: "oob", oobCode, mfaToken })), "invalid_grant");
  }
});

test("auth0-auth-js enrolls a code generator and logs a user in with one-time codes", async (t) => {
  const tenant = await Tenant.start(t);
  const client = authJs(tenant);
  const first = await halfway(client);

  const begun = await client.mfa.enrollAuthenticator({ authenticatorTypes: ["otp"], mfaToken: first.mfaToken });
  const otp = await tenant.code(begun.secret);
  const enrolled = await client.mfa.verify({ factorType: "otp", otp, mfaToken: first.mfaToken });
  const second = await halfway(client);
  const challenge = await client.mfa.challengeAuthenticator({ challengeType: "otp", mfaToken: second.mfaToken });
  const replayed = refusal(client.mfa.verify({ factorType: "otp", otp, mfaToken: second.mfaToken }));

  assert.equal(new URL(begun.barcodeUri).searchParams.get("secret"), begun.secret);
  assert.equal(enrolled.claims.sub, tenant.user);
  assert.deepEqual(challenge, { challengeType: "otp" });
  assert.equal(await replayed, "invalid_grant");
  const next = await tenant.code(begun.secret, 30);
  assert.ok((await client.mfa.verify({ factorType: "otp", otp: next, mfaToken: second.mfaToken })).accessToken);
});

test("auth0-auth-js logs a user in with the recovery code and gets the next one", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const client = authJs(tenant);
  const recover = async (recoveryCode) =>
    client.mfa.verify({ factorType: "recovery-code", recoveryCode, mfaToken: (await halfway(client)).mfaToken });

  const first = await recover(phone.recoveryCode);
  const replayed = refusal(recover(phone.recoveryCode));

  assert.match(first.recoveryCode, /^[0-9A-Z]{24}$/);
  assert.equal(await replayed, "invalid_grant");
  assert.ok((await recover(first.recoveryCode)).accessToken);
});

test("auth0-auth-js removes a phone and its one-time codes for a user who is logged in", async (t) => {
  const tenant = await Tenant.start(t, { policies: [] });
  const client = authJs(tenant);
  const audience = `https://${tenant.domain}/mfa/`;
  const scope = "enroll read:authenticators remove:authenticators";
  const { accessToken: mfaToken } = await client.getTokenByPassword({ ...LOGIN, audience, scope });
  await tenant.phone();

  const listed = await client.mfa.listAuthenticators({ mfaToken });
  const push = listed.find(({ id }) => id.startsWith("push|"));
  await client.mfa.deleteAuthenticator({ authenticatorId: push.id, mfaToken });

  assert.equal(listed.filter(({ active }) => active).length, 3);
  assert.deepEqual(await client.mfa.listAuthenticators({ mfaToken }), []);
  const halfToken = await tenant.phone().then(() => halfway(client));
  const refused = refusal(client.mfa.deleteAuthenticator({ authenticatorId: push.id, mfaToken: halfToken.mfaToken }));
  assert.equal(await refused, "insufficient_scope");
});

test("auth0-auth-js asks a phone in the backchannel and waits for the tokens", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const client = authJs(tenant);
  const details = [{ type: "payment", amount: 5 }];
  const request = {
    bindingMessage: "ORDER-17",
    loginHint: { sub: tenant.user },
    authorizationDetails: details,
    authorizationParams: { audience: API, scope: "openid pay" },
  };

  const waiting = client.backchannelAuthentication(request);
  await phone.approve((await phone.next()).id);
  const tokens = await waiting;

  assert.equal(tokens.claims.sub, tenant.user);
  assert.deepEqual(tokens.authorizationDetails, details);
  assert.equal(tokens.scope, "openid pay");
});

test("auth0-auth-js hears that a backchannel login was denied", async (t) => {
  const tenant = await Tenant.start(t);
  const phone = await tenant.phone();
  const client = authJs(tenant);

  const waiting = client.backchannelAuthentication({ bindingMessage: "ORDER-17", loginHint: { sub: tenant.user } });
  const denied = refusal(waiting);
  await phone.deny((await phone.next()).id);

  assert.equal(await denied, "access_denied");
});
