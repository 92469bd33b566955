// One-time codes against pyotp; QR codes against zxing-cpp and segno.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { atEnd } from "./endings.mjs";
import { claimsOf, messagesIn } from "./messages.mjs";
import { Mock } from "./mock.mjs";
import { peer } from "./peers.mjs";
import { Phone } from "./phone.mjs";

async function folder(t) {
  const path = await mkdtemp(join(tmpdir(), "codes-"));
  atEnd(t, () => rm(path, { recursive: true, force: true }));
  return path;
}

test("pyotp makes the same one-time code as the phone", async (t) => {
  const mock = await Mock.start(t);
  const phone = await Phone.enrolled(t, mock, "ann", { specification: { otp: true } });
  const bodies = (await mock.call("GET", "/journal")).map((entry) => entry.response_body);
  const receipt = bodies.flatMap(messagesIn).map(claimsOf).find((claims) => claims.otp);

  const before = (await mock.call("GET", "/clock")).now;
  const shown = await phone.askOne("code", "ann");
  const after = (await mock.call("GET", "/clock")).now;

  // The code belongs to a moment in between; more than one period cannot pass unnoticed.
  const times = [before, after].map((time) => ({ ...receipt.otp, time }));
  const expected = await peer("one-time", times);
  assert.ok(expected.includes(shown.code), `${shown.code} is none of ${expected}`);
  assert.ok(shown.seconds_left >= 1 && shown.seconds_left <= receipt.otp.period);
});

test("zxing-cpp reads the server's enrollment QR code", async (t) => {
  const mock = await Mock.start(t);
  const file = join(await folder(t), "offer.png");
  const offer = await mock.offer("ann");
  const image = await fetch(new URL(offer.png, mock.url));
  await writeFile(file, Buffer.from(await image.arrayBuffer()));

  assert.deepEqual(await peer("read-qr", { file }), [offer.uri]);
});

test("the phone enrolls from the server's QR code", async (t) => {
  const mock = await Mock.start(t);
  const phone = new Phone(t);
  const file = join(await folder(t), "offer.png");
  const offer = await mock.offer("ann");
  const image = await fetch(new URL(offer.png, mock.url));
  await writeFile(file, Buffer.from(await image.arrayBuffer()));

  const account = await phone.askOne("enroll", "--yes", file);

  assert.equal(account.account, "ann");
});

test("the phone enrolls from a QR code that segno drew", async (t) => {
  const mock = await Mock.start(t);
  const phone = new Phone(t);
  const file = join(await folder(t), "offer.png");
  const offer = await mock.offer("ann");
  await peer("draw-qr", { file, text: offer.uri });

  const account = await phone.askOne("enroll", "--yes", file);

  assert.equal(account.account, "ann");
});
