// A phone in Node that speaks Guardian over HTTPS too: enrolls with an RSA key, hears its pushes at the gateway, answers.

import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";

import { atEnd } from "./endings.mjs";

export class WirePhone {
  /** A new phone; `t` is the test whose end is the phone's end. */
  constructor(t, name = "Test phone") {
    this.name = name;
    this.identifier = randomUUID();
    this.token = randomUUID();
    this.key = generateKeyPairSync("rsa", { modulusLength: 2048 });
    this.waiting = new Map();
    this.stopping = new AbortController();
    atEnd(t, () => this.stopping.abort());
  }

  /** Enrolls with the link of a QR code. */
  async enroll(uri) {
    const link = new URL(uri).searchParams;
    this.base = link.get("base_url");
    const { n, e } = this.key.publicKey.export({ format: "jwk" });
    const reply = await this.#post("/api/enroll", `Ticket id="${link.get("enrollment_tx_id")}"`, {
      identifier: this.identifier,
      name: this.name,
      push_credentials: { service: "GCM", token: this.token },
      public_key: { kty: "RSA", use: "sig", alg: "RS256", n, e },
    });
    this.enrollment = await reply.json();
    this.pushes = this.#listen();
    return this.enrollment;
  }

  /** The next request to approve something: an id and what it says. */
  async next() {
    const { value: push, done } = await this.pushes.next();
    if (done) throw new Error("the gateway ended the stream");
    this.waiting.set(push.txtkn, push);
    return { id: push.txtkn, enrollment: push.dai, push };
  }

  approve(id) {
    return this.#answer(id, { auth0_guardian_accepted: true });
  }

  deny(id, reason) {
    return this.#answer(id, { auth0_guardian_accepted: false, ...(reason && { auth0_guardian_reason: reason }) });
  }

  /** The one-time code at `time`, in seconds since 1970. */
  code(time) {
    return oneTimeCode(this.enrollment.totp.secret, time);
  }

  async #answer(id, decision) {
    const { c, txtkn } = this.waiting.get(id);
    const now = Math.floor(Date.now() / 1000);
    const address = `${this.base}/api/resolve-transaction`;
    const claims = { iss: this.identifier, aud: address, sub: c, iat: now, exp: now + 30, auth0_guardian_method: "push" };
    const message = this.#signed({ ...claims, ...decision });
    await this.#post("/api/resolve-transaction", `Bearer ${txtkn}`, { challenge_response: message });
  }

  #signed(claims) {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const input = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
    return `${input}.${sign("sha256", Buffer.from(input), this.key.privateKey).toString("base64url")}`;
  }

  async #post(path, authorization, body) {
    const headers = { authorization, "content-type": "application/json" };
    const reply = await fetch(this.base + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply;
  }

  /** The pushes for this phone's token. */
  async *#listen() {
    const address = new URL(`/gateway/GCM/${this.token}`, this.base);
    const reply = await fetch(address, { signal: this.stopping.signal });
    let text = "";
    for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const lines = text.split("\n");
      text = lines.pop();
      for (const line of lines) {
        if (line.startsWith("data:")) yield JSON.parse(line.slice(5));
      }
    }
  }
}

/** The six-digit code of a base32 `secret` at `time` (RFC 6238). */
export function oneTimeCode(secret, time) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  const key = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30)));
  const tag = createHmac("sha1", key).update(counter).digest();
  const number = tag.readUInt32BE(tag.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
