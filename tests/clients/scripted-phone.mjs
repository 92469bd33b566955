// A phone that speaks the native protocol, made of jose and node:crypto from docs/protocol.md.

import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import * as jose from "jose";

const TYPE = (kind) => `countersign-${kind}+jwt`;

export class ScriptedPhone {
  counter = 0;

  /** Enrolls a new phone for a new user; with `approval` it has an approval key, `push` is its push address. */
  static async enrolled(mock, user, { push, approval, algorithm = "EdDSA" } = {}) {
    const phone = new ScriptedPhone();
    const offer = new URL((await mock.offer(user)).uri).searchParams;
    const [issuer, ticket] = [offer.get("i"), offer.get("t")];
    const shown = await phone.send(`${issuer}/countersign/v1/enroll/preview`, JSON.stringify({ ticket }), "application/json");
    assert.equal(await jose.calculateJwkThumbprint(shown.jwk), offer.get("k"));
    phone.issuer = { url: issuer, key: await jose.importJWK(shown.jwk, "EdDSA") };
    const { nonce } = await phone.open(shown.preview, "preview");

    phone.key = await Key.generate(algorithm);
    phone.approver = approval && (await Key.generate(algorithm));
    const claims = { aud: issuer, ticket, nonce, iat: 0, device: { name: "Scripted", platform: "node", app: "jose", push } };
    if (approval) {
      claims.approval = await phone.approver.introduce("approval-key", { aud: issuer, nonce, device: phone.key.thumbprint });
    }
    const { receipt } = await phone.send(`${issuer}/countersign/v1/enroll`, await phone.key.introduce("enroll", claims));
    phone.receipt = await phone.open(receipt, "receipt");
    return phone;
  }

  /** The waiting challenge, as text. */
  async challenge() {
    const url = `${this.receipt.endpoints.device}/challenges`;
    const claims = { aud: this.issuer.url, htm: "GET", htu: url, iat: Math.floor(Date.now() / 1000), jti: randomUUID() };
    const proof = await this.key.sign(TYPE("proof"), { kid: this.receipt.device }, claims);
    const response = await fetch(url, { headers: { authorization: `Countersign ${proof}` } });
    return (await response.json()).challenges[0];
  }

  /** Answers a challenge with a key of this phone. */
  async answer(challenge, key, decision) {
    const { cid } = await this.open(challenge, "challenge");
    return this.post("answers", "answer", key, { cid, ch: hash(challenge), ...decision });
  }

  /** Replaces a key of this phone and gives the new one. */
  async rotate(key) {
    const next = await Key.generate(key.algorithm);
    const proof = await next.introduce("rotate-key", { aud: this.issuer.url, kid: this.receipt.device, old: key.thumbprint });
    const { thumbprint } = await this.post("rotate", "rotate", key, { jwk: next.jwk, proof });
    assert.equal(thumbprint, next.thumbprint);
    return next;
  }

  async post(path, kind, key, claims) {
    this.counter += 1;
    const all = { aud: this.issuer.url, ctr: this.counter, iat: 0, ...claims };
    const message = await key.sign(TYPE(kind), { kid: this.receipt.device }, all);
    return this.send(`${this.receipt.endpoints.device}/${path}`, message);
  }

  async send(url, body, type = "application/jose") {
    const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body, redirect: "error" });
    const reply = await response.json();
    if (!response.ok) throw new Error(`${response.status} ${reply.error}`);
    return reply;
  }

  /** The claims of a message of the issuer. */
  async open(message, kind) {
    const { payload, protectedHeader } = await jose.compactVerify(message, this.issuer.key, { algorithms: ["EdDSA"] });
    assert.equal(protectedHeader.typ, TYPE(kind));
    return JSON.parse(new TextDecoder().decode(payload));
  }
}

class Key {
  static async generate(algorithm) {
    const { publicKey, privateKey } = await jose.generateKeyPair(algorithm, { crv: algorithm === "EdDSA" ? "Ed25519" : undefined });
    const jwk = await jose.exportJWK(publicKey);
    return Object.assign(new Key(), { algorithm, privateKey, jwk, thumbprint: await jose.calculateJwkThumbprint(jwk) });
  }

  sign(typ, header, claims) {
    const protectedHeader = { alg: this.algorithm, typ, ...header };
    return new jose.CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(protectedHeader).sign(this.privateKey);
  }

  /** Signs a message that carries this key. */
  introduce(kind, claims) {
    return this.sign(TYPE(kind), { jwk: this.jwk }, claims);
  }
}

function hash(text) {
  return createHash("sha256").update(text).digest("base64url");
}
