// WSO2 Identity Server's language, with third-party libraries on either side: Nimbus JOSE verifies our phone, as the
// vendor's server does, and a phone made of jose and node:crypto is understood by the mock server.

import assert from "node:assert/strict";
import { createSign, generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { SignJWT } from "jose";

import { Mock } from "./mock.mjs";
import { nimbus } from "./nimbus.mjs";
import { Wso2Phone } from "./wso2-phone.mjs";

const USER = "ann";
const TENANT = "carbon.super";
const MINUTE = 60;

test("Nimbus JOSE and the JDK verify everything that a phone signs", async (t) => {
  const mock = await identityServer(t);
  const phone = new Wso2Phone(t, mock);
  const discovery = await mock.call("POST", `/wso2/users/${USER}/discovery`);
  const account = await phone.enroll(JSON.stringify(discovery));

  const approved = await asked(mock, phone);
  await phone.approve(approved.challenge, approved.push.number);
  const denied = await asked(mock, phone);
  await phone.deny(denied.challenge);
  await phone.phone.ask("rename", account.id, "Ann's new phone", "--device");
  await phone.phone.ask("remove", account.id);

  const traffic = await mock.call("GET", "/journal");
  const sent = (operation) => bodies(traffic, operation);
  const [registration] = sent("wso2_register");
  const { publicKey, deviceToken, signature, deviceId } = registration;
  const tokens = [...sent("wso2_authenticate").map((body) => body.authResponse)];
  tokens.push(...[...sent("wso2_update"), ...sent("wso2_remove")].map((body) => body.token));
  const [registered, ...signed] = await nimbus([
    { publicKey, signed: `${discovery.challenge}.${deviceToken}`, signature },
    ...tokens.map((token) => ({ publicKey, token })),
  ]);

  assert.deepEqual(registered, { verified: true, bits: 2048 });
  assert.equal(signed.length, 4);
  for (const { verified, header, claims } of signed) {
    assert.ok(verified);
    assert.equal(header.alg, "RS256");
    const { now } = await mock.call("GET", "/clock");
    assert.ok(claims.exp > now - MINUTE && claims.exp <= now + 10 * MINUTE, "the date is in seconds and at most 10 minutes ahead");
  }
  const [approval, denial, update, removal] = signed;
  assert.equal(approval.header.deviceId, deviceId);
  assert.equal(approval.claims.pushAuthId, approved.push.id);
  assert.equal(approval.claims.response, "APPROVED");
  assert.equal(approval.claims.numberChallenge, approved.push.number);
  assert.equal(denial.claims.response, "DENIED");
  assert.ok(!("numberChallenge" in denial.claims));
  assert.equal(update.claims.name, "Ann's new phone");
  assert.deepEqual(Object.keys(removal.claims), ["exp"]);
});

test("Nimbus JOSE refuses a message that was changed", async (t) => {
  const mock = await identityServer(t);
  const phone = await Wso2Phone.enrolled(t, mock, USER);
  const { challenge } = await asked(mock, phone);
  await phone.deny(challenge);

  const traffic = await mock.call("GET", "/journal");
  const [{ publicKey }] = bodies(traffic, "wso2_register");
  const [{ authResponse }] = bodies(traffic, "wso2_authenticate");
  const [header, claims, signature] = authResponse.split(".");
  const forged = Buffer.from(claims, "base64url").toString().replace("DENIED", "APPROVED");
  const token = [header, Buffer.from(forged).toString("base64url"), signature].join(".");

  const [verdict] = await nimbus([{ publicKey, token }]);
  assert.equal(verdict.verified, false);
});

for (const mode of ["strict", "as-is"]) {
  test(`a phone made of jose and node:crypto signs in and leaves (${mode})`, async (t) => {
    const mock = await identityServer(t, "--mode", mode);
    const device = new ScriptedDevice(await mock.call("POST", `/wso2/users/${USER}/discovery`));
    assert.equal((await device.register()).status, 201);

    const approved = await mock.call("POST", "/wso2/pushes", { user: USER });
    const push = (await mock.call("GET", "/hints")).at(-1).payload.data;
    assert.equal(push.pushId, approved.id);
    assert.equal((await device.answer(push, "APPROVED", push.numberChallenge)).status, 200);
    assert.equal((await device.answer(push, "DENIED")).status, 410);
    assert.equal((await mock.call("POST", `/wso2/pushes/${push.pushId}/conclude`)).state, "approved");

    assert.equal((await device.leave()).status, 204);
    assert.deepEqual(await mock.call("GET", "/wso2/devices"), []);
  });
}

/** A server with one user, whose pushes show numbers. */
async function identityServer(t, ...options) {
  const mock = await Mock.start(t, "--dialect", "wso2", ...options);
  await mock.call("POST", "/wso2/users", { username: USER });
  const settings = `/wso2/organizations/${TENANT}/settings`;
  await mock.call("PUT", settings, { ...(await mock.call("GET", settings)), number_challenge: true });
  return mock;
}

/** A login, as the server and as the phone see it. */
async function asked(mock, phone) {
  const push = await mock.call("POST", "/wso2/pushes", { user: USER });
  return { push, challenge: (await phone.next()).id };
}

function bodies(traffic, operation) {
  return traffic.filter((entry) => entry.operation === operation).map((entry) => JSON.parse(entry.request_body));
}

/** What the documentation asks of a phone, and no more. */
class ScriptedDevice {
  constructor(discovery) {
    this.discovery = discovery;
    this.base = `${discovery.host}/t/${discovery.tenantDomain}`;
    this.keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  }

  register() {
    const { deviceId, challenge } = this.discovery;
    const deviceToken = "a-token-of-fcm";
    const signature = createSign("RSA-SHA256").update(`${challenge}.${deviceToken}`).sign(this.keys.privateKey, "base64");
    const publicKey = this.keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");
    const registration = { deviceId, name: "Scripted", model: "Node", deviceToken, publicKey, signature };
    return this.post("/api/users/v1/me/push/devices", registration);
  }

  async answer({ pushId, challenge, deviceId }, response, numberChallenge) {
    const claims = { pushAuthId: pushId, challenge, response, numberChallenge };
    return this.post("/push-auth/authenticate", { authResponse: await this.token(claims, { deviceId }) });
  }

  async leave() {
    return this.post(`/api/users/v1/me/push/devices/${this.discovery.deviceId}/remove`, { token: await this.token({}) });
  }

  token(claims, header = {}) {
    const message = new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT", ...header });
    return message.setExpirationTime("5m").sign(this.keys.privateKey);
  }

  post(path, body) {
    const headers = { "content-type": "application/json" };
    return fetch(this.base + path, { method: "POST", headers, body: JSON.stringify(body) });
  }
}
