// The browser side of Guardian: unmodified auth0-guardian-js against the mock's tenant, with our phone answering.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import guardian from "auth0-guardian-js";
import pollingClient from "auth0-guardian-js/lib/utils/polling_client.js";

import { atEnd } from "./endings.mjs";
import { GuardianPhone } from "./guardian-phone.mjs";
import { Mock } from "./mock.mjs";
import { peer } from "./peers.mjs";

const USER = "ann@example.com";

async function tenant(t, mode = "strict") {
  const mock = await Mock.start(t, "--dialect", "guardian", "--mode", mode);
  await mock.call("POST", "/guardian/users", { email: USER });
  return mock;
}

async function ticket(mock) {
  return (await mock.call("POST", `/guardian/users/${USER}/tickets`)).ticket_id;
}

async function requestToken(mock) {
  return (await mock.call("POST", `/guardian/users/${USER}/request-tokens`)).request_token;
}

/** The client in a browser; `quick` swaps the pace of its own polling client only. */
async function browser(t, mock, credentials, { quick = true, ...options } = {}) {
  const serviceUrl = `${mock.url}/appliance-mfa`;
  const socketClient = pollingClient(serviceUrl, { pollingIntervalMs: 100, minPollingIntervalMs: 50 });
  const client = guardian({
    serviceUrl,
    issuer: { name: "Guardian Mock", label: "guardian-mock" },
    accountLabel: USER,
    ...credentials,
    ...(quick && { dependencies: { socketClient } }),
    ...options,
  });
  const transaction = await promisify(client.start).call(client);
  atEnd(t, () => {
    // The client has no way to stop: its timers would keep the process alive.
    clearTimeout(client.credentials.expirationTimeout);
    clearTimeout(transaction.transactionToken.expirationTimeout);
    client.socketClient.closeConnection?.();
  });
  // The client sees a change only after its first look, which nothing announces.
  while (client.socketClient.state === null) await nextTurn();
  return transaction;
}

/** Starts to enroll; gives the step that waits for its confirmation. */
function enrolling(transaction, method) {
  return new Promise((resolve, reject) => {
    transaction.enroll(method, {}, (error, step) => (error ? reject(error) : resolve(step)));
  });
}

/** Asks for the second factor. */
function asking(transaction, method) {
  const [enrollment] = transaction.getEnrollments();
  return promisify(transaction.requestAuth).call(transaction, enrollment, { method });
}

/** A tenant whose user has an enrolled phone. */
async function stage(t, mode) {
  const mock = await tenant(t, mode);
  const phone = new GuardianPhone(t, mock);
  const transaction = await browser(t, mock, { ticket: await ticket(mock) });
  const step = await enrolling(transaction, "push");
  const completed = once(transaction, "enrollment-complete");
  step.confirm({});
  await phone.enroll(step.getUri());
  const [{ recoveryCode }] = await completed;
  return { mock, phone, recoveryCode };
}

/** Runs `task` so that the timers it sets do not keep the process alive: a resumed client gives no hold on its own. */
async function withoutHolding(task) {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (...timer) => setTimeout(...timer).unref();
  try {
    return await task();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
}

/** The code that a generator shows now. */
async function codeOf(mock, secret) {
  const { now: time } = await mock.call("GET", "/clock");
  const [code] = await peer("one-time", [{ secret, algorithm: "SHA1", digits: 6, period: 30, time }]);
  return code;
}

for (const mode of ["strict", "as-is"]) {
  test(`auth0-guardian-js enrolls a phone and logs in with it (${mode})`, async (t) => {
    const mock = await tenant(t, mode);
    const phone = new GuardianPhone(t, mock);
    const transaction = await browser(t, mock, { ticket: await ticket(mock) }, { quick: mode === "strict" });
    assert.equal(transaction.isEnrolled(), false);
    assert.deepEqual(transaction.getAvailableEnrollmentMethods(), ["push", "otp"]);
    const step = await enrolling(transaction, "push");
    const completed = once(transaction, "enrollment-complete");
    const answered = once(transaction, "auth-response");

    step.confirm({});
    await phone.enroll(step.getUri());
    const [enrolled] = await completed;

    assert.equal(enrolled.authRequired, true);
    assert.match(enrolled.recoveryCode, /^[A-Z0-9]{24}$/);
    const [known] = await mock.call("GET", "/guardian/enrollments");
    assert.equal(enrolled.enrollment.getName(), known.name);
    assert.ok(enrolled.enrollment.getAvailableMethods().includes("push"));
    await promisify(transaction.requestAuth).call(transaction, enrolled.enrollment, { method: "push" });
    await phone.approve((await phone.next()).id);
    const [{ accepted, signature }] = await answered;
    assert.equal(accepted, true);
    assert.equal(signature.split(".").length, 3);
  });
}

test("auth0-guardian-js logs in with a push that the phone accepts", async (t) => {
  const { mock, phone } = await stage(t);
  const transaction = await browser(t, mock, { requestToken: await requestToken(mock) });
  const answered = once(transaction, "auth-response");

  await asking(transaction, "push");
  await phone.approve((await phone.next()).id);

  const [{ accepted }] = await answered;
  assert.equal(accepted, true);
  const log = await mock.call("GET", "/guardian/log");
  assert.deepEqual(log.map((entry) => entry.type).slice(-3), ["gd_start_auth", "gd_send_pn", "gd_auth_succeed"]);
});

test("auth0-guardian-js hears that the phone rejected, and a second push can be accepted", async (t) => {
  const { mock, phone } = await stage(t);
  const transaction = await browser(t, mock, { requestToken: await requestToken(mock) });
  const rejected = once(transaction, "auth-response");

  await asking(transaction, "push");
  const first = await phone.next();
  await phone.deny(first.id, "--mistake");

  assert.equal((await rejected)[0].accepted, false);
  const log = await mock.call("GET", "/guardian/log");
  assert.equal(log.at(-1).type, "gd_auth_rejected");
  assert.equal(log.at(-1).details.reason, "mistake");

  const answered = new Promise((resolve) => {
    transaction.on("auth-response", (response) => response.accepted && resolve(response));
  });
  await asking(transaction, "push");
  const second = await phone.next();
  assert.notEqual(second.id, first.id);
  await phone.approve(second.id);
  assert.ok((await answered).signature);
});

test("auth0-guardian-js enrolls a code generator and logs in with one-time codes", async (t) => {
  const mock = await tenant(t);
  const first = await browser(t, mock, { ticket: await ticket(mock) });
  const step = await enrolling(first, "otp");
  const uri = new URL(step.getUri());
  const completed = once(first, "enrollment-complete");
  const answered = once(first, "auth-response");
  const secret = uri.searchParams.get("secret");

  assert.equal(uri.searchParams.get("enrollment_tx_id"), null);
  step.confirm({ otpCode: await codeOf(mock, secret) });

  assert.equal((await completed)[0].authRequired, false);
  assert.equal((await answered)[0].accepted, true);
  await mock.advance(30);
  const second = await browser(t, mock, { requestToken: await requestToken(mock) });
  const again = once(second, "auth-response");
  const login = await asking(second, "otp");
  login.verify({ otpCode: await codeOf(mock, secret) });
  assert.equal((await again)[0].accepted, true);
});

test("auth0-guardian-js logs in with a one-time code of the phone, but not with a wrong or a used one", async (t) => {
  const { mock, phone } = await stage(t);
  const transaction = await browser(t, mock, { requestToken: await requestToken(mock) });
  const answered = once(transaction, "auth-response");
  const login = await asking(transaction, "otp");
  const code = await phone.code();
  const refused = async (login, otpCode) => {
    const error = await new Promise((resolve) => {
      login.verify({ otpCode }, resolve);
    });
    return error.errorCode;
  };

  assert.equal(await refused(login, code === "000000" ? "000001" : "000000"), "invalid_otp");
  login.verify({ otpCode: code });
  assert.equal((await answered)[0].accepted, true);

  const other = await browser(t, mock, { requestToken: await requestToken(mock) });
  assert.equal(await refused(await asking(other, "otp"), code), "invalid_otp");
});

test("auth0-guardian-js logs in with the recovery code and gets the next one", async (t) => {
  const { mock, recoveryCode } = await stage(t);
  const recovered = async (code) => {
    const transaction = await browser(t, mock, { requestToken: await requestToken(mock) });
    const answered = once(transaction, "auth-response");
    const login = await asking(transaction, "recovery-code");
    const refused = new Promise((resolve) => {
      login.verify({ recoveryCode: code }, (error) => error && resolve(error.errorCode));
    });
    return Promise.race([answered.then(([response]) => response), refused]);
  };

  const response = await recovered(recoveryCode);

  assert.equal(response.accepted, true);
  assert.match(response.recoveryCode, /^[A-Z0-9]{24}$/);
  assert.notEqual(response.recoveryCode, recoveryCode);
  assert.equal(await recovered(recoveryCode), "invalid_recovery_code");
  assert.equal((await recovered(response.recoveryCode)).accepted, true);
});

test("auth0-guardian-js times out when nobody answers", async (t) => {
  const { mock, phone } = await stage(t);
  await mock.call("PUT", "/guardian/settings", { transaction_lifetime: 2 });
  const transaction = await browser(t, mock, { requestToken: await requestToken(mock) });
  // The server may refuse a poll a moment before the client's own timer rings.
  transaction.on("error", () => {});
  const timeout = new Promise((resolve) => transaction.once("timeout", resolve));
  await asking(transaction, "push");
  const request = await phone.next();

  await timeout;
  await mock.advance(1);

  await assert.rejects(phone.approve(request.id), /ended with 6/);
});

test("auth0-guardian-js resumes a stored login with the manual transport", async (t) => {
  const { mock, phone } = await stage(t);
  const manual = { quick: false, transport: "manual" };
  const first = await browser(t, mock, { requestToken: await requestToken(mock) }, manual);
  await asking(first, "push");
  const stored = JSON.parse(JSON.stringify(first.serialize()));

  const second = await withoutHolding(() => promisify(guardian.resume)({ transport: "manual" }, stored));
  const state = promisify(second.getState).bind(second);

  assert.equal((await state()).state, "pending");
  await phone.approve((await phone.next()).id);
  const { state: decided, token } = await state();
  assert.equal(decided, "accepted");
  assert.equal(token.split(".").length, 3);
});

test("auth0-guardian-js is told that a ticket was used", async (t) => {
  const mock = await tenant(t);
  const id = await ticket(mock);
  const transaction = await browser(t, mock, { ticket: id });
  const step = await enrolling(transaction, "push");
  const completed = once(transaction, "enrollment-complete");
  step.confirm({});
  await new GuardianPhone(t, mock).enroll(step.getUri());
  await completed;

  const refusal = await browser(t, mock, { ticket: id }).then(() => assert.fail("a flow started"), (error) => error);

  assert.equal(refusal.statusCode, 401);
  assert.equal(refusal.errorCode, "invalid_token");
});
