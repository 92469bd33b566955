// Our phone as Guardian's phone: the `countersign` program, which gets its pushes from the mock's gateway.

import { Phone } from "./phone.mjs";

export class GuardianPhone {
  /** A new phone that hears the pushes of `mock`; `t` is the test whose end is the phone's end. */
  constructor(t, mock) {
    this.phone = new Phone(t, { env: { COUNTERSIGN_PUSH_GATEWAY: mock.url, ...trusted() } });
  }

  /** Enrolls with the link of a QR code. */
  async enroll(uri) {
    this.account = await this.phone.askOne("enroll", "--yes", uri);
    return this.account;
  }

  /** The next request to approve something, as soon as there is one. */
  next() {
    return this.phone.nextChallenge();
  }

  approve(id) {
    return this.phone.ask("approve", id);
  }

  deny(id, ...reason) {
    return this.phone.ask("deny", id, ...reason);
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
