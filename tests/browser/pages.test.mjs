// The mock server's pages as a person sees them in Chromium, with our phone answering.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { Mock } from "../clients/mock.mjs";
import { Phone } from "../clients/phone.mjs";
import { keepPicture, openPage, part } from "./browser.mjs";

test("a person enrolls a phone from the page's QR code and logs in with the number", async (t) => {
  const mock = await Mock.start(t);
  const phone = new Phone(t);
  const page = await openPage(t);

  await page.goto(`${mock.url}/`);
  await part(page, "go-enroll").click();
  await part(page, "user").fill("ann");
  await part(page, "continue").click();
  await part(page, "qr").waitFor();
  await keepPicture(page, "enroll");
  const picture = await page.request.get(await pictureOf(page));
  await enrollFrom(phone, await picture.body());
  await part(page, "result-enrolled").waitFor();

  await askForLogin(page, mock, "ann");
  const number = await shownNumber(page);
  await keepPicture(page, "login-number");
  const challenge = await phone.nextChallenge();
  await phone.ask("approve", challenge.id, "--number", number);
  await part(page, "result-approved").waitFor();
  await keepPicture(page, "login-approved");

  assert.equal(challenge.context.browser, "Chrome");
  assert.equal(challenge.context.os, "Linux");
});

test("the phone enrolls from a screenshot of the page", async (t) => {
  const mock = await Mock.start(t);
  const phone = new Phone(t);
  const page = await openPage(t);

  await page.goto(mock.ready.enroll);
  await part(page, "user").fill("ann");
  await part(page, "continue").click();
  await part(page, "qr").waitFor();
  await enrollFrom(phone, await page.screenshot());

  await part(page, "result-enrolled").waitFor();
});

test("the page says that the number was wrong", async (t) => {
  const { phone, page, challenge, number } = await waiting(t);

  const { code } = await phone.run("approve", challenge.id, "--number", number === "000000" ? "000001" : "000000");

  assert.equal(code, 7);
  await part(page, "result-wrong-number").waitFor();
});

test("the page says that the login was denied", async (t) => {
  const { phone, page, challenge } = await waiting(t);

  await phone.ask("deny", challenge.id);

  await part(page, "result-denied").waitFor();
});

test("the page says that the login was reported", async (t) => {
  const { phone, page, challenge } = await waiting(t);

  await phone.ask("deny", challenge.id, "--suspicious");

  await part(page, "result-denied-suspicious").waitFor();
});

test("the page says that the time is up, and the phone too", async (t) => {
  const { mock, phone, page, challenge, number } = await waiting(t);

  await mock.advance(301);
  await part(page, "result-expired").waitFor();
  const { code } = await phone.run("approve", challenge.id, "--number", number);

  assert.equal(code, 6);
});

test("asking again withdraws the first request", async (t) => {
  const { phone, page, challenge, number } = await waiting(t);

  await Promise.all([page.waitForNavigation(), part(page, "resend").click()]);
  const second = await shownNumber(page);
  const withdrawn = await phone.run("approve", challenge.id, "--number", number);
  const next = (await phone.ask("pending")).find(({ id }) => id !== challenge.id);
  await phone.ask("approve", next.id, "--number", second);

  assert.equal(withdrawn.code, 6);
  await part(page, "result-approved").waitFor();
});

test("a person gives up", async (t) => {
  const { phone, page } = await waiting(t);

  await part(page, "cancel").click();
  await part(page, "result-canceled").waitFor();

  assert.deepEqual(await phone.ask("pending"), []);
});

test("a one-time code logs in when the phone is out of reach", async (t) => {
  const { phone, page } = await waiting(t, { otp: true });

  await part(page, "use-code").click();
  await part(page, "code").fill((await phone.askOne("code", "ann")).code);
  await part(page, "continue").click();

  await part(page, "result-approved").waitFor();
});

test("an account with a password asks for it first", async (t) => {
  const mock = await Mock.start(t);
  await Phone.enrolled(t, mock, "ann", { specification: { password: "correct horse" } });
  const page = await openPage(t);

  await askForLogin(page, mock, "ann");
  await part(page, "password").fill("wrong");
  await part(page, "continue").click();
  await page.locator('[data-testid="error"]:not(:empty)').waitFor();
  await part(page, "password").fill("correct horse");
  await part(page, "continue").click();

  assert.match(await shownNumber(page), /^\d{6}$/);
});

/** A login page that waits for the phone that its challenge has reached. */
async function waiting(t, specification = {}) {
  const mock = await Mock.start(t);
  const phone = await Phone.enrolled(t, mock, "ann", { specification });
  const page = await openPage(t);
  await askForLogin(page, mock, "ann");
  const number = await shownNumber(page);
  const challenge = await phone.nextChallenge();
  return { mock, phone, page, challenge, number };
}

async function askForLogin(page, mock, user) {
  await page.goto(mock.ready.login);
  await part(page, "user").fill(user);
  await part(page, "continue").click();
}

async function shownNumber(page) {
  return (await part(page, "number").textContent()).trim();
}

async function pictureOf(page) {
  const address = await part(page, "png").getAttribute("href");
  return new URL(address, page.url()).href;
}

async function enrollFrom(phone, image) {
  const file = join(phone.home, "picture.png");
  await writeFile(file, image);
  await phone.ask("enroll", "--yes", file);
}
