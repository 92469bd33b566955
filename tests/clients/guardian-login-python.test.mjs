// Applications that log users in at a Guardian tenant: unmodified auth0-python, with a phone answering.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { atEnd } from "./endings.mjs";
import { API, CLIENT, PASSWORD, Tenant, USER } from "./guardian-tenant.mjs";

const PROGRAM = fileURLToPath(new URL("guardian_login.py", import.meta.url));
const LOGIN = { username: USER, password: PASSWORD, scope: "openid profile email" };

/** auth0-python as a client of `tenant`. */
class Python {
  constructor(t, tenant, secret = CLIENT.clientSecret) {
    this.who = { domain: tenant.domain, client: CLIENT.clientId, secret };
    const env = { ...process.env, REQUESTS_CA_BUNDLE: process.env.NODE_EXTRA_CA_CERTS };
    this.child = spawn(process.env.COUNTERSIGN_PYTHON, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"], env });
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    atEnd(t, async () => {
      if (this.child.exitCode !== null) return;
      this.child.stdin.end();
      await once(this.child, "exit");
    });
  }

  /** Calls a method; gives its value, or throws what the client raised. */
  call(api, method, options) {
    return this.#ask({ ...this.who, api, method, arguments: options });
  }

  /** The claims of an ID token that the client verified. */
  verify(token) {
    return this.#ask({ ...this.who, verify: token });
  }

  /** What a call was refused with. */
  async refusal(...call) {
    return this.call(...call).then(() => assert.fail("it was not refused"), (error) => error);
  }

  async #ask(request) {
    this.child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value: line, done } = await this.answers.next();
    if (done) throw new Error("guardian_login.py ended");
    const { value, error } = JSON.parse(line);
    if (error) throw error;
    return value;
  }
}

async function stage(t, settings) {
  const tenant = await Tenant.start(t, settings);
  return { tenant, python: new Python(t, tenant) };
}

function backchannel(tenant) {
  const hint = { format: "iss_sub", iss: `https://${tenant.domain}/`, sub: tenant.user };
  return { binding_message: "ORDER-17", login_hint: JSON.stringify(hint), scope: "openid" };
}

test("auth0-python gets tokens of its own for the Management API and for an API", async (t) => {
  const { tenant, python } = await stage(t);
  const stranger = new Python(t, tenant, "wrong");

  const audience = `https://${tenant.domain}/api/v2/`;
  const management = await python.call("GetToken", "client_credentials", { audience });
  const api = await python.call("GetToken", "client_credentials", { audience: API });
  const unknown = await python.refusal("GetToken", "client_credentials", { audience: "https://elsewhere.example/" });
  const refused = await stranger.refusal("GetToken", "client_credentials", { audience: API });

  assert.ok(management.scope.split(" ").includes("read:users"));
  assert.equal(api.scope, "pay");
  assert.deepEqual([unknown.status, unknown.code], [403, "access_denied"]);
  assert.deepEqual([refused.status, refused.code], [401, "invalid_client"]);
});

test("auth0-python logs a user in with a password, verifies the ID token and asks who it is", async (t) => {
  const { tenant, python } = await stage(t, { policies: [] });

  const tokens = await python.call("GetToken", "login", LOGIN);
  const claims = await python.verify(tokens.id_token);
  const user = await python.call("Users", "userinfo", { access_token: tokens.access_token });
  const wrong = await python.refusal("GetToken", "login", { ...LOGIN, password: "wrong" });
  const forged = `${tokens.id_token.split(".").slice(0, 2).join(".")}.${"A".repeat(342)}`;

  assert.deepEqual([claims.sub, claims.email], [tenant.user, USER]);
  assert.deepEqual([user.sub, user.email], [tenant.user, USER]);
  assert.deepEqual([wrong.status, wrong.code], [403, "invalid_grant"]);
  await assert.rejects(python.verify(forged), { code: "TokenValidationError" });
});

test("auth0-python continues a login with its refresh token until it is revoked", async (t) => {
  const { python } = await stage(t, { policies: [] });
  const { refresh_token } = await python.call("GetToken", "login", { ...LOGIN, scope: "openid offline_access" });

  const again = await python.call("GetToken", "refresh_token", { refresh_token });
  await python.call("RevokeToken", "revoke_refresh_token", { token: refresh_token });
  const revoked = await python.refusal("GetToken", "refresh_token", { refresh_token });

  assert.equal(again.scope, "openid");
  assert.equal(revoked.code, "invalid_grant");
});

test("auth0-python hears which factors a login needs", async (t) => {
  const { tenant, python } = await stage(t);

  const enroll = await python.refusal("GetToken", "login", LOGIN);
  await tenant.phone();
  const challenge = await python.refusal("GetToken", "login", LOGIN);

  assert.deepEqual([enroll.status, enroll.code], [403, "mfa_required"]);
  assert.match(enroll.content.mfa_token, /^Fe26\.2\*/);
  assert.deepEqual(Object.keys(enroll.content.mfa_requirements), ["enroll"]);
  assert.deepEqual(Object.keys(challenge.content.mfa_requirements), ["challenge"]);
});

test("auth0-python asks a phone in the backchannel and polls for the tokens", async (t) => {
  const { tenant, python } = await stage(t);
  const phone = await tenant.phone();
  const details = [{ type: "payment", amount: 5 }];

  const request = { ...backchannel(tenant), scope: "openid pay", audience: API, authorization_details: details };
  const { auth_req_id, interval } = await python.call("BackChannelLogin", "back_channel_login", request);
  const pending = await python.refusal("GetToken", "backchannel_login", { auth_req_id });
  await phone.approve((await phone.next()).id);
  const tokens = await python.call("GetToken", "backchannel_login", { auth_req_id });
  const again = await python.refusal("GetToken", "backchannel_login", { auth_req_id });

  assert.equal(interval, 1);
  assert.deepEqual([pending.status, pending.code], [400, "authorization_pending"]);
  assert.equal((await python.verify(tokens.id_token)).sub, tenant.user);
  assert.deepEqual(tokens.authorization_details, details);
  assert.equal(again.code, "invalid_grant");
});

test("auth0-python hears that a backchannel login was denied, polled too fast, or not answered in time", async (t) => {
  const { tenant, python } = await stage(t, { poll_interval: 5 });
  const phone = await tenant.phone();
  const request = (options) => ({ ...backchannel(tenant), ...options });
  const start = (options) => python.call("BackChannelLogin", "back_channel_login", request(options));
  const poll = async ({ auth_req_id }) => (await python.refusal("GetToken", "backchannel_login", { auth_req_id })).code;

  const denied = await start({});
  await phone.deny((await phone.next()).id);
  const unanswered = await start({ requested_expiry: 30 });

  assert.equal(await poll(denied), "access_denied");
  assert.equal(await poll(unanswered), "authorization_pending");
  assert.equal(await poll(unanswered), "slow_down");
  await tenant.mock.advance(31);
  assert.equal(await poll(unanswered), "expired_token");
});

test("auth0-python is stopped after five backchannel logins of a user within a minute", async (t) => {
  const { tenant, python } = await stage(t);
  await tenant.phone();

  for (let count = 0; count < 5; count++) {
    await python.call("BackChannelLogin", "back_channel_login", backchannel(tenant));
  }
  const sixth = await python.refusal("BackChannelLogin", "back_channel_login", backchannel(tenant));

  assert.deepEqual([sixth.status, sixth.code], [429, "too_many_requests"]);
});
