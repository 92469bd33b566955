// A phone at a Guardian tenant: the `countersign` program, whose pushes arrive at the mock's gateway.

import { createHmac } from "node:crypto";

import { Phone } from "./phone.mjs";

export class GuardianPhone {
  /** A new phone; `t` is the test whose end is the phone's end. */
  constructor(t, name) {
    this.t = t;
    this.name = name;
  }

  /** Enrolls with the link of a QR code; gives the account. */
  async enroll(uri) {
    const gateway = new URL(new URL(uri).searchParams.get("base_url")).origin;
    this.phone = new Phone(this.t, { env: { COUNTERSIGN_PUSH_GATEWAY: gateway, ...trusted() } });
    this.account = await this.phone.askOne("enroll", "--yes", uri);
    if (this.name) await this.phone.ask("rename", this.account.id, this.name, "--device");
    return this.account;
  }

  /** The next login that waits: its `id`, and what the phone shows of it. */
  next() {
    return this.phone.nextChallenge();
  }

  approve(id) {
    return this.phone.askOne("approve", id);
  }

  /** `reason` is `suspicious` or `mistake`. */
  deny(id, reason) {
    return this.phone.askOne("deny", id, ...(reason ? [`--${reason}`] : []));
  }

  /** The one-time code of this moment. */
  async code() {
    return (await this.phone.askOne("code", this.account.id)).code;
  }
}

/** The certificate that node trusts, for tenants that speak HTTPS. */
function trusted() {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  return file ? { SSL_CERT_FILE: file } : {};
}

/** The six-digit code of a base32 `secret` at `time` (RFC 6238), for a person who uses another app. */
export function oneTimeCode(secret, time) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"));
  const key = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30)));
  const tag = createHmac("sha1", key).update(counter).digest();
  const number = tag.readUInt32BE(tag.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}
