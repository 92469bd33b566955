// Signed messages found in traffic and in text, checked by libraries that are neither core's nor the mock's.

import assert from "node:assert/strict";
import * as jose from "jose";

import { peer } from "./peers.mjs";

const COMPACT = /eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;

/** Every compact JWS in a text. */
export function messagesIn(text) {
  return text?.match(COMPACT) ?? [];
}

/** The claims of a message, not verified. */
export function claimsOf(message) {
  return jose.decodeJwt(message);
}

/**
 * Verifies every message with jose and with jwcrypto, each with one of `keys`; the two must agree on what it says.
 * Gives the kinds (`typ`) that were seen.
 */
export async function verifyAll(messages, keys) {
  const requests = [];
  for (const message of messages) requests.push({ jws: message, jwk: await signerOf(message, keys) });
  const second = await peer("verify", requests);
  assert.equal(second.length, messages.length);
  messages.forEach((message, index) => assert.deepEqual(second[index].claims, claimsOf(message)));
  return new Set(second.map(({ header }) => header.typ));
}

async function signerOf(message, keys) {
  const { alg } = jose.decodeProtectedHeader(message);
  for (const jwk of keys.filter((key) => (key.kty === "EC" ? "ES256" : "EdDSA") === alg)) {
    try {
      await jose.compactVerify(message, await jose.importJWK(jwk, alg), { algorithms: [alg] });
      return jwk;
    } catch (error) {
      if (!(error instanceof jose.errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  return assert.fail(`no known key signed ${JSON.stringify(jose.decodeProtectedHeader(message))}`);
}
