// The phone with its wrapping key in the Secret Service.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";

import { Mock } from "../clients/mock.mjs";
import { Phone } from "../clients/phone.mjs";
import { Session } from "./session.mjs";

test("a phone with its key in the Secret Service enrolls and approves", async (t) => {
  const session = await Session.unlocked(t);
  const mock = await Mock.start(t);
  const phone = await Phone.enrolled(t, mock, "ann", { vault: "os", env: session.env });

  const login = await mock.login("ann");
  const challenge = await phone.nextChallenge();
  await phone.ask("approve", challenge.id, "--number", login.number);

  assert.equal(await mock.loginState(login.id), "approved");
  assert.ok(!readdirSync(phone.home).includes("vault.key"), "the key is also in a file");
});

test("a locked key store is a typed error and loses nothing", async (t) => {
  const session = await Session.unlocked(t);
  const mock = await Mock.start(t);
  const phone = await Phone.enrolled(t, mock, "ann", { vault: "os", env: session.env });

  await session.lock();
  const refused = await phone.run("accounts");

  assertStorage(refused, "store.locked", /locked/);
});

test("a machine without a message bus is a typed error", async (t) => {
  const session = new Session(t);
  const phone = new Phone(t, { vault: "os", env: session.env });

  const refused = await phone.run("accounts");

  assertStorage(refused, "store.locked", /available/);
});

test("a phone whose key store was wiped says so and keeps its file", async (t) => {
  const before = await Session.unlocked(t);
  const mock = await Mock.start(t);
  const phone = await Phone.enrolled(t, mock, "ann", { vault: "os", env: before.env });
  const files = readdirSync(phone.home);
  const after = await Session.unlocked(t);

  phone.env = { ...phone.env, ...after.env };
  const refused = await phone.run("accounts");
  phone.env = { ...phone.env, ...before.env };
  const [account] = await phone.ask("accounts");

  assertStorage(refused, "store.key_lost", /must be enrolled again/);
  assert.equal(account.account, "ann");
  assert.deepEqual(readdirSync(phone.home), files);
});

function assertStorage({ code, lines }, expected, detail) {
  assert.equal(code, 11);
  const [{ ok, error }] = lines;
  assert.equal(ok, false);
  assert.equal(error.code, expected);
  assert.equal(error.kind, "Storage");
  assert.match(error.detail, detail);
}
