// What administrators do with a Guardian tenant, told once for every client of the Management API.
//
// A client is an object whose `call(method, ids, body)` calls what node-auth0 names `method`, such as
// `users.authenticationMethods.create`, and gives what it returns; `refusal(...)` gives `{ status, body }` of what it
// throws. It gets its own token with client credentials.

import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { test } from "node:test";

import { PASSWORD, Tenant, USER } from "./guardian-tenant.mjs";

const CONNECTION = "Username-Password-Authentication";
const PUBLIC_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
const ACCOUNT = {
  type: "service_account",
  project_id: "project",
  client_email: "push@project.example",
  private_key: "-----BEGIN PRIVATE KEY-----",
};

/** Tells all stories with the client `name`; `connect(t, tenant, clientId)` makes it. */
export function stories(name, connect) {
  const story = (what, tell) =>
    test(`${name} ${what}`, async (t) => {
      const tenant = await Tenant.start(t);
      await tell({ t, tenant, client: await connect(t, tenant, "demo-rp"), user: tenant.user });
    });

  story("makes an enrollment ticket that enrolls a phone", async ({ tenant, client, user }) => {
    const body = { user_id: user, send_mail: false, factor: "push-notification", allow_multiple_enrollments: true };
    const ticket = await client.call("guardian.enrollments.createTicket", [], body);
    const phone = await enroll(tenant, ticket.ticket_id);
    const shown = await client.call("guardian.enrollments.get", [phone.id]);

    assert.match(ticket.ticket_id, /^gten_/);
    assert.equal(ticket.ticket_url, `https://${tenant.domain}/guardian/enroll?ticket=${ticket.ticket_id}`);
    assert.deepEqual([shown.status, shown.name, shown.identifier], ["confirmed", phone.name, phone.identifier]);
    await assert.rejects(enroll(tenant, ticket.ticket_id), /enrollment_transaction_not_found/);
  });

  story("refuses a further enrollment unless its ticket allows it", async ({ tenant, client, user }) => {
    await enroll(tenant);
    const ticket = async (allow) =>
      (await client.call("guardian.enrollments.createTicket", [], { user_id: user, allow_multiple_enrollments: allow })).ticket_id;

    await assert.rejects(enroll(tenant, await ticket(false)), /enrollment_conflict/);
    await enroll(tenant, await ticket(true));

    assert.equal((await tenant.mock.call("GET", "/guardian/enrollments")).filter((known) => known.is_confirmed).length, 2);
  });

  story("reads and deletes enrollments", async ({ tenant, client, user }) => {
    const phone = await enroll(tenant);
    const [shown] = await client.call("users.enrollments.get", [user]);
    await client.call("guardian.enrollments.delete", [phone.id]);

    assert.deepEqual([shown.id, shown.auth_method, shown.status], [phone.id, "guardian", "confirmed"]);
    assert.deepEqual(await client.call("users.enrollments.get", [user]), []);
    const gone = await client.refusal("guardian.enrollments.get", [phone.id]);
    assert.deepEqual([gone.status, gone.body.errorCode], [404, "enrollment_not_found"]);
    await assert.rejects(tenant.mock.call("POST", "/guardian/logins", { user: USER }), /no_device/);
  });

  story("switches factors off and on", async ({ tenant, client }) => {
    await enroll(tenant);
    assert.deepEqual(await client.call("guardian.factors.set", ["push-notification"], { enabled: false }), { enabled: false });

    const factors = await client.call("guardian.factors.list", []);
    const push = factors.find((factor) => factor.name === "push-notification");
    assert.deepEqual([factors.length, push.enabled], [8, false]);
    await assert.rejects(enroll(tenant), /feature_disabled_by_admin/);
    await assert.rejects(tenant.mock.call("POST", "/guardian/logins", { user: USER }));
    await client.call("guardian.factors.set", ["push-notification"], { enabled: true });
    await tenant.mock.call("POST", "/guardian/logins", { user: USER });
  });

  story("sets policies", async ({ client }) => {
    for (const policies of [["confidence-score"], [], ["all-applications"]]) {
      assert.deepEqual(await client.call("guardian.policies.set", [], policies), policies);
      assert.deepEqual(await client.call("guardian.policies.list", []), policies);
    }
  });

  story("configures push providers and reads no secrets", async ({ client }) => {
    const push = (method, body) => client.call(`guardian.factors.pushNotification.${method}`, [], body);
    const sns = { aws_access_key_id: "key", aws_secret_access_key: "hidden", aws_region: "eu-west-1" };

    assert.equal((await push("getSelectedProvider")).provider, "guardian");
    assert.equal((await push("setProvider", { provider: "direct" })).provider, "direct");
    assert.equal((await push("getSelectedProvider")).provider, "direct");
    await push("setSnsProvider", sns);
    assert.equal((await push("updateSnsProvider", { aws_region: "us-east-2" })).aws_access_key_id, "key");
    const shown = await push("getSnsProvider");
    assert.deepEqual([shown.aws_region, JSON.stringify(shown).includes("hidden")], ["us-east-2", false]);
    await push("setApnsProvider", { sandbox: true, bundle_id: "com.example.app", p12: "MIIBAA==" });
    await push("updateApnsProvider", { sandbox: false });
    const apns = await push("getApnsProvider");
    assert.deepEqual([apns.bundle_id, apns.sandbox, apns.enabled], ["com.example.app", false, true]);
    for (const set of ["setFcmProvider", "updateFcmProvider"]) {
      assert.deepEqual(await push(set, { server_key: "key" }), {});
    }
    for (const set of ["setFcmv1Provider", "updateFcmv1Provider"]) {
      assert.deepEqual(await push(set, { server_credentials: JSON.stringify(ACCOUNT) }), {});
    }
  });

  story("configures phone providers and templates", async ({ client }) => {
    const phone = (method, body) => client.call(`guardian.factors.phone.${method}`, [], body);
    const sms = (method, body) => client.call(`guardian.factors.sms.${method}`, [], body);
    const templates = { enrollment_message: "{{code}} to enroll", verification_message: "{{code}} to log in" };
    const types = { message_types: ["sms", "voice"] };

    assert.equal((await phone("setProvider", { provider: "twilio" })).provider, "twilio");
    assert.equal((await phone("getSelectedProvider")).provider, "twilio");
    await phone("setTwilioProvider", { from: "+351210000000", sid: "AC1", auth_token: "hidden" });
    const twilio = await phone("getTwilioProvider");
    assert.deepEqual([twilio.sid, JSON.stringify(twilio).includes("hidden")], ["AC1", false]);
    assert.deepEqual(await phone("setMessageTypes", types), types);
    assert.deepEqual(await phone("getMessageTypes"), types);
    assert.deepEqual(await phone("setTemplates", templates), templates);
    assert.deepEqual(await phone("getTemplates"), templates);
    assert.equal((await sms("getTwilioProvider")).sid, "AC1");
    assert.deepEqual(await sms("getTemplates"), templates);
    assert.equal((await sms("setProvider", { provider: "auth0" })).provider, "auth0");
    assert.equal((await sms("setTwilioProvider", { sid: "AC2" })).sid, "AC2");
    assert.deepEqual(await sms("setTemplates", templates), templates);
    assert.equal((await sms("getSelectedProvider")).provider, "auth0");
  });

  story("regenerates a recovery code that replaces the old one", async ({ tenant, client, user }) => {
    const phone = await enroll(tenant);
    const { recovery_code } = await client.call("users.regenerateRecoveryCode", [user]);

    assert.match(recovery_code, /^[A-Z0-9]{24}$/);
    const recover = await flow(tenant);
    assert.equal((await recover(phone.recovery_code)).status, 403);
    assert.equal((await recover(recovery_code)).status, 200);
  });

  story("reads, makes, changes, replaces and deletes authentication methods", async ({ tenant, client, user }) => {
    const methods = (method, ids = [], body = undefined) =>
      client.call(`users.authenticationMethods.${method}`, [user, ...ids], body);
    const phone = await enroll(tenant);
    const listed = await methods("list");
    assert.deepEqual(listed.map((method) => method.id), [
      `recovery-code|${phone.id}`,
      `push|${phone.id}`,
      `totp|${phone.id}`,
    ]);

    const mobile = { type: "phone", name: "Mobile", phone_number: "+351210000000", preferred_authentication_method: "sms" };
    const made = await methods("create", [], mobile);
    assert.equal((await methods("get", [made.id])).phone_number, mobile.phone_number);
    await methods("update", [made.id], { name: "Old mobile", preferred_authentication_method: "voice" });
    assert.equal((await methods("get", [made.id])).name, "Old mobile");
    const again = await client.refusal("users.authenticationMethods.create", [user], mobile);
    assert.deepEqual([again.status, again.body.errorCode], [409, "enrollment_conflict"]);
    await methods("delete", [`totp|${phone.id}`]);
    assert.deepEqual(await tenant.mock.call("GET", "/guardian/enrollments"), []);
    const set = await methods("set", [], [{ type: "totp", totp_secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" }]);
    assert.deepEqual(set.map((method) => method.type), ["totp"]);
    assert.equal((await methods("list")).length, 1);
    await methods("deleteAll");
    assert.deepEqual(await methods("list"), []);
  });

  story("resets a user's factors", async ({ tenant, client, user }) => {
    for (const [method, ids] of [
      ["users.authenticators.deleteAll", [user]],
      ["users.multifactor.deleteProvider", [user, "google-authenticator"]],
    ]) {
      await enroll(tenant);
      await client.call(method, ids);
      assert.deepEqual(await client.call("users.authenticationMethods.list", [user]), []);
    }
    await client.call("users.multifactor.deleteProvider", [user, "duo"]);
  });

  story("invalidates remembered browsers", async ({ tenant, client, user }) => {
    await client.call("users.multifactor.invalidateRememberBrowser", [user]);

    const [shown] = await tenant.mock.call("GET", "/guardian/users");
    assert.ok(shown.browsers_forgotten_at > 0);
  });

  story("makes, reads, finds, changes and deletes users", async ({ client }) => {
    const body = { connection: CONNECTION, email: "bob@example.com", password: PASSWORD, app_metadata: { plan: "free", seats: { a: 1 } } };
    const made = await client.call("users.create", [], body);
    const id = made.user_id;
    const changes = { name: "Bob", app_metadata: { plan: null, seats: { b: 2 }, trial: true }, user_metadata: { color: "blue" } };
    const changed = await client.call("users.update", [id], changes);

    assert.match(id, /^auth0\|[0-9a-f]{24}$/);
    assert.deepEqual([made.email, made.email_verified, made.app_metadata], [body.email, false, body.app_metadata]);
    assert.deepEqual(changed.app_metadata, { seats: { b: 2 }, trial: true });
    assert.deepEqual(changed.user_metadata, { color: "blue" });
    assert.equal((await client.call("users.get", [id])).name, "Bob");
    assert.deepEqual((await client.call("users.listUsersByEmail", [], { email: body.email })).map((user) => user.user_id), [id]);
    assert.deepEqual((await client.call("users.list", [], {})).map((user) => user.email).sort(), [USER, body.email]);
    const twice = await client.refusal("users.create", [], body);
    assert.deepEqual([twice.status, twice.body.errorCode], [409, "auth0_idp_error"]);
    await client.call("users.delete", [id]);
    const gone = await client.refusal("users.get", [id]);
    assert.deepEqual([gone.status, gone.body.errorCode], [404, "inexistent_user"]);
  });

  story("reads the tenant log", async ({ tenant, client, user }) => {
    await enroll(tenant);

    const types = (log) => log.map((entry) => entry.type);
    const log = await client.call("logs.list", [], {});
    assert.deepEqual(types(log), ["gd_enrollment_complete", "gd_start_enroll"]);
    assert.deepEqual(types(await client.call("users.logs.list", [user])), types(log));
    assert.equal((await client.call("logs.get", [log[0].log_id])).user_id, user);
  });

  story("hears what is wrong with a request", async ({ client, user }) => {
    const cases = [
      ["guardian.enrollments.createTicket", [], { user_id: "auth0|nobody" }, 404, "inexistent_user"],
      ["guardian.enrollments.createTicket", [], { user_id: user, email: "" }, 400, "invalid_body"],
      ["guardian.factors.phone.setTemplates", [], { enrollment_message: "{{", verification_message: "" }, 400, "invalid_body"],
      ["users.multifactor.deleteProvider", [user, "pigeon"], undefined, 400, "invalid_uri"],
      ["users.list", [], { per_page: 1000 }, 400, "invalid_query_string"],
    ];
    for (const [method, ids, body, status, code] of cases) {
      const refusal = await client.refusal(method, ids, body);
      assert.deepEqual([refusal.status, refusal.body.statusCode, refusal.body.errorCode], [status, status, code], method);
      assert.ok(refusal.body.message && refusal.body.error, method);
    }
  });

  story("may do only what its scopes allow", async ({ t, tenant, user }) => {
    const narrow = { client_id: "narrow", client_secret: "demo-secret", name: "Narrow", management_scopes: ["read:users"] };
    await tenant.mock.call("PUT", "/guardian/clients/narrow", narrow);
    const client = await connect(t, tenant, "narrow");

    assert.equal((await client.call("users.get", [user])).email, USER);
    const refusal = await client.refusal("guardian.factors.list", []);
    assert.deepEqual([refusal.status, refusal.body.errorCode], [403, "insufficient_scope"]);
    assert.match(refusal.body.message, /read:guardian_factors/);
  });

  story("is refused when its token has expired", async ({ t, tenant }) => {
    const token = (await tenant.mock.call("POST", "/guardian/tokens", { scopes: ["read:users"], lifetime: 60 })).access_token;
    const client = await connect(t, tenant, "demo-rp", token);
    await client.call("users.list", [], {});
    await tenant.mock.advance(60);

    const refusal = await client.refusal("users.list", [], {});
    assert.deepEqual([refusal.status, refusal.body.errorCode], [401, "invalid_token"]);
  });
}

/** Enrolls a phone with an enrollment ticket, or with an invitation of the tenant. */
async function enroll(tenant, ticket) {
  const value = ticket ?? (await tenant.mock.call("POST", `/guardian/users/${USER}/invites`)).enrollment_tx_id;
  const phone = { identifier: randomUUID(), name: "Test phone" };
  const { n, e } = PUBLIC_KEY;
  const reply = await fetch(`https://${tenant.domain}/appliance-mfa/api/enroll`, {
    method: "POST",
    headers: { authorization: `Ticket id="${value}"`, "content-type": "application/json" },
    body: JSON.stringify({
      ...phone,
      push_credentials: { service: "GCM", token: randomUUID() },
      public_key: { kty: "RSA", use: "sig", alg: "RS256", n, e },
    }),
  });
  const answer = await reply.json();
  if (!reply.ok) throw new Error(answer.errorCode);
  return { ...answer, ...phone };
}

/** Starts a login in a browser; gives what tries a recovery code there. */
async function flow(tenant) {
  const api = async (path, token, body) =>
    fetch(`https://${tenant.domain}/appliance-mfa/api/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const { request_token } = await tenant.mock.call("POST", `/guardian/users/${USER}/request-tokens`);
  const { transaction_token } = await (await api("start-flow", request_token, { state_transport: "polling" })).json();
  return (code) => api("recover-account", transaction_token, { recovery_code: code });
}
