// Web Push: what the server sends to an endpoint is decrypted by http_ece.

import assert from "node:assert/strict";
import { createECDH, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import ece from "http_ece";

import { atEnd } from "./endings.mjs";
import { Mock } from "./mock.mjs";
import { ScriptedPhone } from "./scripted-phone.mjs";

for (const scheme of ["http", "https"]) {
  test(`http_ece reads what the server pushes over ${scheme}`, async (t) => {
    const mock = await Mock.start(t);
    const receiver = await Receiver.start(t, scheme);
    const phone = await ScriptedPhone.enrolled(mock, "ann", { push: receiver.push() });

    const login = await mock.login("ann", { lifetime: 60 });
    const { headers, payload } = await receiver.next();

    assert.deepEqual(payload, { v: 1, a: phone.receipt.hint, c: login.challenge_id });
    assert.equal(headers.urgency, "high");
    assert.equal(headers["content-encoding"], "aes128gcm");
    assert.ok(headers.ttl > 0 && headers.ttl <= 60, `a TTL of ${headers.ttl} s`);
  });
}

test("a push is for one subscription only", async (t) => {
  const mock = await Mock.start(t);
  const [receiver, other] = [await Receiver.start(t, "http"), await Receiver.start(t, "http")];
  await ScriptedPhone.enrolled(mock, "ann", { push: receiver.push() });

  await mock.login("ann");
  const { body } = await receiver.next();

  assert.throws(() => other.decrypt(body));
});

/** A push service and, behind it, the phone that subscribed there. */
class Receiver {
  keys = createECDH("prime256v1");
  secret = randomBytes(16);

  static async start(t, scheme) {
    const receiver = new Receiver();
    receiver.keys.generateKeys();
    receiver.server = scheme === "https" ? https.createServer(await certificate()) : http.createServer();
    receiver.received = new Promise((resolve, reject) => {
      receiver.server.on("request", async (request, response) => {
        try {
          const body = await buffer(request);
          response.writeHead(request.method === "POST" && request.url === "/push" ? 201 : 400).end();
          resolve({ headers: request.headers, body, payload: JSON.parse(receiver.decrypt(body)) });
        } catch (error) {
          reject(error);
        }
      });
    });
    receiver.server.listen(0, "127.0.0.1");
    await once(receiver.server, "listening");
    atEnd(t, () => {
      receiver.server.closeAllConnections();
      receiver.server.close();
    });
    receiver.url = `${scheme}://127.0.0.1:${receiver.server.address().port}/push`;
    return receiver;
  }

  /** The push, as soon as it is there. */
  next() {
    return this.received;
  }

  /** The `push` member of a phone that is subscribed here. */
  push() {
    const keys = { p256dh: this.keys.getPublicKey("base64url"), auth: this.secret.toString("base64url") };
    return { provider: "webpush", token: JSON.stringify({ endpoint: this.url, keys }) };
  }

  decrypt(body) {
    return ece.decrypt(body, { version: "aes128gcm", privateKey: this.keys, authSecret: this.secret }).toString();
  }
}

/** The certificate of the lane's test servers. */
async function certificate() {
  const [cert, key] = process.env.COUNTERSIGN_TLS.split(",");
  return { cert: await readFile(cert), key: await readFile(key) };
}
