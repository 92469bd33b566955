// My Account and the Console of a WSO2 server as people see them in Chromium, with our phone answering.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";

import { Mock } from "../clients/mock.mjs";
import { Wso2Phone } from "../clients/wso2-phone.mjs";
import { keepPicture, openPage, part } from "./browser.mjs";

const PASSWORD = "correct horse";

test("an owner adds a phone in My Account, renames it and removes it, and the phone learns that it is gone", async (t) => {
  const { mock, page } = await staffed(t);
  const phone = new Wso2Phone(t, mock);
  await signIn(page, mock, "myaccount", "ann");
  await part(page, "no-devices").waitFor();

  await part(page, "add").click();
  await part(page, "qr").waitFor();
  await phone.scan(await page.screenshot());
  await part(page, "device").waitFor();
  await part(page, "rename").click();
  await part(page, "name").fill("Blue phone");
  await part(page, "save").click();
  await part(page, "device").waitFor();
  assert.equal(await part(page, "device-name").textContent(), "Blue phone");
  await keepPicture(page, "wso2-my-account");

  await mock.call("POST", "/wso2/pushes", { user: "ann", application: "Portal" });
  const challenge = await phone.next();
  await part(page, "remove").click();
  await part(page, "confirm").click();
  await part(page, "no-devices").waitFor();
  const refused = await phone.phone.run("approve", challenge.id);

  assert.notEqual(refused.code, 0);
  assert.equal(refused.lines.at(-1).error.code, "account.removed_on_server", JSON.stringify(refused.lines));
});

test("an owner signs in to My Account with the phone", async (t) => {
  const { mock, page } = await staffed(t);
  const phone = await Wso2Phone.enrolled(t, mock, "ann");

  await page.goto(`${mock.url}/myaccount`);
  await part(page, "with-phone").click();
  await part(page, "user").fill("ann");
  await part(page, "continue").click();
  await part(page, "wait-form").waitFor();
  await phone.approve((await phone.next()).id);
  await part(page, "signed-in").waitFor();

  assert.equal(await part(page, "signed-in").textContent(), "ann");
  assert.match(await part(page, "device").textContent(), /Last used/);
});

test("what an administrator sets in the Console changes the next login", async (t) => {
  const { mock, page } = await staffed(t);
  const phone = await Wso2Phone.enrolled(t, mock, "ann");
  await signIn(page, mock, "console", "admin");

  await part(page, "number-challenge").check();
  await part(page, "resend-interval").fill("2");
  await part(page, "save").click();
  await part(page, "saved").filter({ hasText: "Saved." }).waitFor();
  await keepPicture(page, "wso2-console");
  await askForLogin(page, mock, "ann");
  const number = await part(page, "number").textContent();
  assert.match(number, /^\d{1,2}$/);
  assert.ok(Number(await part(page, "countdown").textContent()) > 60);
  await phone.approve((await phone.next()).id, number);
  await part(page, "result-approved").waitFor();

  await page.goto(`${mock.url}/console/push`);
  assert.equal(await part(page, "number-challenge").isChecked(), true);
  await part(page, "number-challenge").uncheck();
  await part(page, "save").click();
  await part(page, "saved").filter({ hasText: "Saved." }).waitFor();
  await askForLogin(page, mock, "ann");
  assert.equal(await part(page, "number").textContent(), "");
  await phone.approve((await phone.next()).id);
  await part(page, "result-approved").waitFor();
});

test("bad settings are explained beside their field, and stay as they were typed", async (t) => {
  const { mock, page } = await staffed(t);
  await signIn(page, mock, "console", "admin");

  await part(page, "resend-interval").fill("11");
  await part(page, "resend-attempts").fill("101");
  await part(page, "save").click();
  await part(page, "resend-interval-error").filter({ hasText: "from 1 to 10" }).waitFor();

  assert.match(await part(page, "resend-attempts-error").textContent(), /from 0 to 100/);
  assert.equal(await part(page, "resend-interval").inputValue(), "11");
  assert.equal(await part(page, "resend-interval").getAttribute("aria-invalid"), "true");
  assert.equal((await mock.call("GET", "/wso2/organizations/carbon.super/settings")).resend_interval, 60);
});

test("an administrator uploads service-account.json, and a file that is none is refused with a reason", async (t) => {
  const { mock, page } = await staffed(t);
  await signIn(page, mock, "console", "admin");
  await page.getByRole("link", { name: "Push provider" }).click();

  await upload(page, { type: "authorized_user" });
  await part(page, "service-account-error").filter({ hasText: "its type is not service_account" }).waitFor();
  await upload(page, serviceAccount());
  await part(page, "saved").filter({ hasText: "is stored" }).waitFor();

  assert.match(await part(page, "sender").textContent(), /FCM/);
  assert.doesNotMatch(await page.content(), /PRIVATE KEY/);
});

test("an administrator writes a login script, and its log tells what it said", async (t) => {
  const { mock, page } = await staffed(t);
  await signIn(page, mock, "console", "admin");
  await page.goto(`${mock.url}/console/applications`);
  await part(page, "application-demo-app").click();

  await part(page, "script").fill("var onLoginRequest = function (context) {\n  executeStep(1;\n};");
  await part(page, "save").click();
  await part(page, "script-error").filter({ hasText: "line 2, column 16" }).waitFor();
  await part(page, "script").fill("function onLoginRequest(context) {\n  Log.info('for ' + context.tenantDomain);\n  fail();\n}");
  await part(page, "save").click();
  await part(page, "saved").filter({ hasText: "Saved." }).waitFor();
  await page.goto(`${mock.url}/`);
  await part(page, "go-login").click();
  await page.goto(`${mock.url}/console/applications/demo-app`);

  assert.match(await part(page, "log").textContent(), /info for carbon\.super/);
});

/** A server where ann has a password and admin may use the Console, and a page. */
async function staffed(t) {
  const mock = await Mock.start(t, "--dialect", "wso2");
  await mock.call("POST", "/wso2/users", { username: "ann", password: PASSWORD });
  await mock.call("POST", "/wso2/users", { username: "admin", password: PASSWORD, administrator: true });
  return { mock, page: await openPage(t) };
}

async function signIn(page, mock, portal, user) {
  await page.goto(`${mock.url}/${portal}`);
  await part(page, "username").fill(user);
  await part(page, "password").fill(PASSWORD);
  await part(page, "sign-in").click();
  await part(page, "signed-in").waitFor();
}

/** Starts a login without a password and waits for the page that waits for the phone. */
async function askForLogin(page, mock, user) {
  await page.goto(`${mock.url}/`);
  await part(page, "go-login").click();
  await part(page, "user").fill(user);
  await part(page, "continue").click();
  await part(page, "wait-form").waitFor();
}

async function upload(page, content) {
  const buffer = Buffer.from(JSON.stringify(content));
  await part(page, "service-account").setInputFiles({ name: "service-account.json", mimeType: "application/json", buffer });
  await part(page, "save").click();
}

/** What Firebase gives an administrator to download. */
function serviceAccount() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    type: "service_account",
    project_id: "demo",
    client_email: "push@demo.example",
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
  };
}
