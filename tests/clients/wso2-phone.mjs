// Our phone as the phone of a WSO2 user: the `countersign` program, which gets its pushes from the mock's gateway.

import { Phone } from "./phone.mjs";

export class Wso2Phone {
  /** A new phone that hears the pushes of `mock`; `t` is the test whose end is the phone's end. */
  constructor(t, mock) {
    this.phone = new Phone(t, { env: { COUNTERSIGN_PUSH_GATEWAY: mock.url } });
  }

  /** Enrolls with the text of a QR code, or with a picture of it. */
  async enroll(code) {
    this.account = await this.phone.askOne("enroll", "--yes", code);
    return this.account;
  }

  /** The next request to approve something, as soon as there is one. */
  next() {
    return this.phone.nextChallenge();
  }

  /** Approves; `number` is the one that the login page shows, if it shows one. */
  approve(id, number) {
    return this.phone.ask("approve", id, ...(number ? ["--number", number] : []));
  }

  deny(id) {
    return this.phone.ask("deny", id);
  }
}
