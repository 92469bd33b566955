// Our phone as the push authenticator of a WSO2 server.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { PushPhone } from "./push-phone.mjs";

export class Wso2Phone extends PushPhone {
  /** A phone of `user` that is registered without a page. */
  static async enrolled(t, mock, user) {
    const phone = new Wso2Phone(t, mock);
    const data = await mock.call("POST", `/wso2/users/${user}/discovery`);
    await phone.enroll(data);
    return phone;
  }

  /** Enrolls with discovery data: an object, the text of a QR code, or a file with a picture of one. */
  async enroll(code) {
    this.discovery = typeof code === "object" ? code : undefined;
    return super.enroll(this.discovery ? JSON.stringify(code) : code);
  }

  /** Enrolls with a picture that shows a QR code. */
  async scan(picture) {
    const file = join(this.phone.home, "picture.png");
    await writeFile(file, picture);
    return this.enroll(file);
  }

  /** Approves with the number that the page shows, if it shows one. */
  approve(id, number) {
    return super.approve(id, ...(number ? ["--number", number] : []));
  }

  /** Picks a number; gives the exit code and what was printed. */
  pick(id, number) {
    return this.phone.run("approve", id, "--number", number);
  }
}
