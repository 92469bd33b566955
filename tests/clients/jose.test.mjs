// Everything that core and the mock sign is verified by jose (npm) and jwcrypto (PyPI).

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { claimsOf, messagesIn, verifyAll } from "./messages.mjs";
import { Mock } from "./mock.mjs";
import { Phone } from "./phone.mjs";

const PROTOCOL = new URL("../../docs/protocol.md", import.meta.url);

for (const algorithm of ["EdDSA", "ES256"]) {
  test(`jose and jwcrypto verify all messages in the life of a phone with ${algorithm}`, async (t) => {
    const mock = await Mock.start(t);
    await mock.call("PUT", "/settings", { algorithms: [algorithm] });
    const phone = await Phone.enrolled(t, mock, "ann", { specification: { otp: true } });

    await approve(mock, phone);
    await deny(mock, phone);
    await phone.ask("rename", "ann", "Second phone", "--device");
    await phone.ask("rotate-key", "ann");
    await approve(mock, phone);
    const login = await mock.login("ann");
    const challenge = await phone.nextChallenge();
    await phone.ask("deny", challenge.id, "--suspicious", "--lock-out");
    await phone.ask("remove", "ann");

    assert.equal(await mock.loginState(login.id), "denied_suspicious");
    const traffic = await mock.call("GET", "/journal");
    const bodies = traffic.flatMap((entry) => [entry.request_body, entry.response_body]);
    const messages = bodies.flatMap(messagesIn);
    const kinds = await verifyAll(messages.concat(inner(messages)), keysIn(bodies, messages));
    const expected = ["preview", "enroll", "receipt", "challenge", "answer", "update", "rotate", "rotate-key", "report"];
    for (const kind of [...expected, "unenroll"]) {
      assert.ok(kinds.has(`countersign-${kind}+jwt`), `no ${kind} message was seen`);
    }
  });
}

test("jose and jwcrypto verify every example of docs/protocol.md", async () => {
  const text = await readFile(PROTOCOL, "utf8");
  const examples = text.split("<!-- examples:begin -->")[1].split("<!-- examples:end -->")[0];
  const unwrapped = examples.replace(/\n\s*(?=[A-Za-z0-9_.-]+\s*(\n|"|$))/g, "");

  const messages = messagesIn(unwrapped);
  const kinds = await verifyAll(messages, keysIn([unwrapped], messages));

  assert.ok(kinds.size >= 5, `only ${kinds.size} kinds of messages`);
});

async function approve(mock, phone) {
  const login = await mock.login("ann");
  const challenge = await phone.nextChallenge();
  await phone.ask("approve", challenge.id, "--number", login.number);
  assert.equal(await mock.loginState(login.id), "approved");
}

async function deny(mock, phone) {
  const login = await mock.login("ann");
  const challenge = await phone.nextChallenge();
  await phone.ask("deny", challenge.id);
  assert.equal(await mock.loginState(login.id), "denied");
}

/** Messages inside the claims of messages. */
function inner(messages) {
  return messages.flatMap((message) => messagesIn(JSON.stringify(claimsOf(message))));
}

/** Every public key that is named anywhere: in replies, in headers and in claims. */
function keysIn(texts, messages) {
  const headers = messages.map((message) => Buffer.from(message.split(".")[0], "base64url").toString());
  const claims = messages.map((message) => JSON.stringify(claimsOf(message)));
  const objects = [...texts, ...headers, ...claims].flatMap((text) => text?.match(/\{[^{}]*"kty"[^{}]*\}/g) ?? []);
  return objects.map((object) => JSON.parse(object));
}
