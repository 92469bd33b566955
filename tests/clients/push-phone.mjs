// Our phone where a push provider brings what it is asked: the `countersign` program with the mock's gateway.

import { Phone } from "./phone.mjs";
import { trusted } from "./trusted.mjs";

export class PushPhone {
  /** A new phone that hears the pushes of `mock`; `t` is the test whose end is the phone's end. */
  constructor(t, mock) {
    this.phone = new Phone(t, { env: { COUNTERSIGN_PUSH_GATEWAY: mock.url, ...trusted() } });
  }

  /** Enrolls with what a QR code says, or with an image of it. */
  async enroll(code) {
    this.account = await this.phone.askOne("enroll", "--yes", code);
    return this.account;
  }

  /** The next request to approve something, as soon as there is one. */
  next() {
    return this.phone.nextChallenge();
  }

  approve(id, ...options) {
    return this.phone.ask("approve", id, ...options);
  }

  deny(id, ...reason) {
    return this.phone.ask("deny", id, ...reason);
  }
}
