// Signing in to a WSO2 server as a person does it in Chromium, with our phone answering.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Mock } from "../clients/mock.mjs";
import { Wso2Phone } from "../clients/wso2-phone.mjs";
import { keepPicture, openPage, part } from "./browser.mjs";

const PASSWORD = "correct horse";

test("a person signs in with the number and without a password", async (t) => {
  const { mock, phone, page } = await withPhone(t);

  await signIn(page, mock, "ann");
  const number = await shownNumber(page);
  const challenge = await phone.next();
  await keepPicture(page, "wso2-wait");
  assert.ok(await part(page, "resend").isDisabled());
  assert.equal(challenge.number.choices.length, 3);
  await phone.approve(challenge.id, number);

  await part(page, "result-approved").waitFor();
  await keepPicture(page, "wso2-success");
  assert.equal(await part(page, "account").textContent(), "ann");
  assert.deepEqual([challenge.context.browser, challenge.context.os], ["Chrome", "Linux"]);
});

test("a person without a phone registers one on the way: consent, password, code, push", async (t) => {
  const mock = await start(t);
  const phone = new Wso2Phone(t, mock);
  const page = await openPage(t);

  await signIn(page, mock, "ann");
  await part(page, "register").waitFor();
  await keepPicture(page, "wso2-consent");
  await part(page, "register").click();
  await part(page, "password").fill("wrong");
  await part(page, "continue").click();
  await page.locator('[data-testid="error"]:not(:empty)').waitFor();
  await part(page, "password").fill(PASSWORD);
  await part(page, "continue").click();
  await part(page, "qr").waitFor();
  await keepPicture(page, "wso2-qr");
  await phone.scan(await page.screenshot());
  await part(page, "continue").click();
  assert.ok(await part(page, "qr").isVisible(), "the box is not ticked");
  await part(page, "scanned").check();
  await part(page, "continue").click();
  const number = await shownNumber(page);
  await phone.approve((await phone.next()).id, number);

  await part(page, "result-approved").waitFor();
  assert.match(await part(page, "proofs").textContent(), /BasicAuthenticator.*push/);
});

test("after a password the code is shown at once, and its text does as well", async (t) => {
  const mock = await start(t);
  const phone = new Wso2Phone(t, mock);
  const page = await openPage(t);

  await page.goto(`${mock.url}/`);
  await part(page, "go-second-factor").click();
  await part(page, "user").fill("ann");
  await part(page, "password").fill(PASSWORD);
  await part(page, "continue").click();
  await phone.enroll(await part(page, "link").inputValue());
  await part(page, "scanned").check();
  await part(page, "continue").click();
  const number = await shownNumber(page);
  await phone.approve((await phone.next()).id, number);

  await part(page, "result-approved").waitFor();
});

test("who does not want to register a phone does not sign in", async (t) => {
  const mock = await start(t);
  const page = await openPage(t);

  await signIn(page, mock, "ann");
  await part(page, "cancel").click();

  await part(page, "result-canceled").waitFor();
  await part(page, "back").click();
  await part(page, "result-refused").waitFor();
});

test("without a phone and without enrollment the page says so", async (t) => {
  const mock = await start(t, { settings: {} });
  const page = await openPage(t);

  await signIn(page, mock, "ann");

  await part(page, "result-no-device").waitFor();
});

test("the page says that the login was denied", async (t) => {
  const { mock, phone, page } = await withPhone(t);
  await signIn(page, mock, "ann");

  await phone.deny((await phone.next()).id);

  await part(page, "result-denied").waitFor();
  await keepPicture(page, "wso2-denied");
});

test("a wrong number picked on the phone denies the login", async (t) => {
  const { mock, phone, page } = await withPhone(t);
  await signIn(page, mock, "ann");
  const number = await shownNumber(page);
  const challenge = await phone.next();

  const { code } = await phone.pick(challenge.id, challenge.number.choices.find((choice) => choice !== number));

  assert.equal(code, 7);
  await part(page, "result-denied").waitFor();
});

test("denied logins lock the account, and the page says for how long", async (t) => {
  const { mock, phone, page } = await withPhone(t);
  const rules = { is_enabled: true, maximum_attempts: 1, unlock_seconds: 300 };
  await mock.call("PUT", "/wso2/organizations/carbon.super/lock-settings", rules);
  await signIn(page, mock, "ann");
  await phone.deny((await phone.next()).id);
  await part(page, "result-denied").waitFor();

  await part(page, "again").click();
  await part(page, "user").fill("ann");
  await part(page, "continue").click();

  await part(page, "result-locked").waitFor();
  assert.match(await part(page, "text").textContent(), /5 minutes/);
});

test("the phone is asked again until there are no attempts left", async (t) => {
  const { mock, page } = await withPhone(t);
  await signIn(page, mock, "ann");
  const numbers = [await shownNumber(page)];

  for (const left of ["2", "1", "0"]) {
    await mock.advance(60);
    await page.reload();
    await page.locator('[data-testid="resend"]:enabled').click();
    await page.locator(`[data-testid="resends-left"]:text-is("${left}")`).waitFor();
    numbers.push(await shownNumber(page));
  }
  await mock.advance(60);
  await page.reload();
  await page.locator('[data-testid="resend"]:enabled').click();

  await part(page, "result-too-many").waitFor();
  assert.ok(new Set(numbers).size > 1, `every push has a number of its own: ${numbers}`);
});

test("when nobody answers in time, the page stops waiting and offers to ask again", async (t) => {
  const { mock, phone, page } = await withPhone(t, { resend_interval: 2 });
  await signIn(page, mock, "ann");
  const [first, old] = [await phone.next(), await shownNumber(page)];

  await page.locator('[data-testid="status"]:text-is("Nobody has answered")').waitFor();
  await setRules(mock, SETTINGS);
  await mock.advance(60);
  await part(page, "resend").click();
  await page.locator('[data-testid="resends-left"]:text-is("2")').waitFor();
  const number = await shownNumber(page);
  const withdrawn = await phone.pick(first.id, old);
  await phone.approve((await phone.next()).id, number);

  assert.notEqual(withdrawn.code, 0);
  await part(page, "result-approved").waitFor();
});

test("all phones are asked, and the first answer counts", async (t) => {
  const { mock, phone, page } = await withPhone(t);
  await allowDevices(mock);
  const other = await Wso2Phone.enrolled(t, mock, "ann");
  await signIn(page, mock, "ann");
  const number = await shownNumber(page);
  const [first, second] = await Promise.all([phone.next(), other.next()]);

  await other.approve(second.id, number);
  const late = await phone.pick(first.id, number);

  assert.notEqual(late.code, 0);
  await part(page, "result-approved").waitFor();
});

test("a person registers one more phone while the first is asked", async (t) => {
  const { mock, phone, page } = await withPhone(t, { multiple_device_progressive_enrollment: true });
  await allowDevices(mock);
  const other = new Wso2Phone(t, mock);
  await signIn(page, mock, "ann");
  const number = await shownNumber(page);

  await part(page, "add-device").click();
  await part(page, "cancel").click();
  assert.equal(await shownNumber(page), number, "the request still waits");
  await part(page, "add-device").click();
  await part(page, "register").click();
  await part(page, "password").fill(PASSWORD);
  await part(page, "continue").click();
  await part(page, "qr").waitFor();
  await other.scan(await page.screenshot());
  await part(page, "scanned").check();
  await part(page, "continue").click();
  await part(page, "number").waitFor();
  const second = await shownNumber(page);
  await other.approve((await other.next()).id, second);

  await part(page, "result-approved").waitFor();
  assert.equal((await mock.call("GET", "/wso2/devices")).length, 2);
  assert.ok(phone);
});

test("a user of an organization signs in at the organization's own place", async (t) => {
  const mock = await start(t);
  const branch = await mock.call("POST", "/wso2/organizations", { name: "Branch", parent: "carbon.super" });
  const cara = await mock.call("POST", "/wso2/users", { username: "cara", organization: branch.id });
  const phone = await Wso2Phone.enrolled(t, mock, cara.id);
  const page = await openPage(t);

  await page.goto(`${mock.url}/`);
  await page.locator('[data-testid="place"]:text-is("Branch")').click();
  await page.locator('h1:text-is("Branch")').waitFor();
  await part(page, "go-login").click();
  await part(page, "user").fill("cara");
  await part(page, "continue").click();
  await phone.approve((await phone.next()).id);

  await part(page, "result-approved").waitFor();
  assert.equal(await part(page, "organization").textContent(), "Branch");
  assert.match(page.url(), new RegExp(`/o/${branch.id}/`));
});

test("somebody unknown waits like everybody else", async (t) => {
  const { mock, page } = await withPhone(t);

  await signIn(page, mock, "mallory");

  assert.match(await shownNumber(page), /^\d{1,2}$/);
  assert.equal((await mock.call("GET", "/wso2/pushes")).length, 0);
});

const SETTINGS = { number_challenge: true, progressive_enrollment: true };

/** A server with ann, who has a password and no phone, and whose pages do not take their time. */
async function start(t, { settings = SETTINGS } = {}) {
  const mock = await Mock.start(t, "--dialect", "wso2");
  await mock.call("POST", "/wso2/users", { username: "ann", password: PASSWORD });
  await setRules(mock, settings);
  await mock.call("PUT", "/wso2/switches", { status_poll_ms: 100, proceed_pause_ms: 100 });
  return mock;
}

/** Such a server, a phone of ann's and a page. */
async function withPhone(t, settings = {}) {
  const mock = await start(t, { settings: { ...SETTINGS, ...settings } });
  const phone = await Wso2Phone.enrolled(t, mock, "ann");
  return { mock, phone, page: await openPage(t) };
}

/** Replaces the rules of push logins. */
function setRules(mock, settings) {
  return mock.call("PUT", "/wso2/organizations/carbon.super/settings", settings);
}

async function signIn(page, mock, user) {
  await page.goto(`${mock.url}/`);
  await part(page, "go-login").click();
  await part(page, "user").fill(user);
  await part(page, "continue").click();
}

async function shownNumber(page) {
  return (await part(page, "number").textContent()).trim();
}

async function allowDevices(mock) {
  const rules = { enableMultipleDeviceEnrollment: true, maximumDeviceLimit: 2 };
  await mock.call("PUT", "/wso2/organizations/carbon.super/device-settings", rules);
}
