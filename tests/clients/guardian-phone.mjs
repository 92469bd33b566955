// Our phone as Guardian's phone.

import { PushPhone } from "./push-phone.mjs";

export class GuardianPhone extends PushPhone {
  /** The one-time code of this moment. */
  async code() {
    return (await this.phone.askOne("code", this.account.id)).code;
  }
}
