// Our phone as a phone of WSO2 Identity Server: the `countersign` program, which gets its pushes from the mock's gateway.

import { Phone } from "./phone.mjs";

export class Wso2Phone {
  /** A new phone that hears the pushes of `mock`; `t` is the test whose end is the phone's end. */
  constructor(t, mock) {
    this.phone = new Phone(t, { env: { COUNTERSIGN_PUSH_GATEWAY: mock.url } });
  }

  /** Enrolls with discovery data, as an object or as the text of a QR code. */
  async enroll(discovery) {
    this.discovery = typeof discovery === "string" ? JSON.parse(discovery) : discovery;
    this.account = await this.phone.askOne("enroll", "--yes", JSON.stringify(this.discovery));
    return this.account;
  }

  /** The next request to approve something, as soon as there is one. */
  next() {
    return this.phone.nextChallenge();
  }

  /** Approves, with the number that the page shows where it shows one. */
  approve(id, number) {
    return this.phone.ask("approve", id, ...(number ? ["--number", number] : []));
  }

  deny(id) {
    return this.phone.ask("deny", id);
  }
}
