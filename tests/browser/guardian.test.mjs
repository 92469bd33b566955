// The page of a Guardian tenant as a person sees it in Chromium, with our phone reading it.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { GuardianPhone } from "../clients/guardian-phone.mjs";
import { Mock } from "../clients/mock.mjs";
import { keepPicture, openPage, part } from "./browser.mjs";

const USER = "ann@example.com";

test("a person scans the page of an enrollment ticket, and the phone answers the tenant's pushes", async (t) => {
  const { mock, page } = await ticketPage(t);
  await keepPicture(page, "guardian-ticket");
  const phone = new GuardianPhone(t, mock);

  const file = join(phone.phone.home, "screenshot.png");
  await writeFile(file, await page.screenshot());
  const account = await phone.phone.askOne("enroll", "--yes", file);
  const { id } = await mock.call("POST", "/guardian/logins", { user: USER });
  await phone.approve((await phone.next()).id);

  assert.equal(await part(page, "account").textContent(), account.account);
  const logins = await mock.call("GET", "/guardian/logins");
  assert.equal(logins.find((login) => login.id === id).state, "accepted");
});

test("the page of a ticket that was used shows no other code", async (t) => {
  const { mock, page } = await ticketPage(t);
  await new GuardianPhone(t, mock).enroll(await part(page, "link").inputValue());

  const reply = await page.request.get(page.url());

  assert.ok(reply.status() >= 400);
  assert.doesNotMatch(await reply.text(), /otpauth|<svg/);
});

/** The page of a fresh ticket. */
async function ticketPage(t) {
  const mock = await Mock.start(t, "--dialect", "guardian");
  await mock.call("POST", "/guardian/users", { email: USER });
  const { ticket_url } = await mock.call("POST", `/guardian/users/${USER}/tickets`);
  const page = await openPage(t);
  await page.goto(ticket_url);
  await part(page, "qr").waitFor();
  return { mock, page };
}
