// The administrators' side of Guardian: unmodified auth0-python against the mock's tenant.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { atEnd } from "./endings.mjs";
import { CLIENT } from "./guardian-tenant.mjs";
import { stories } from "./guardian-management.mjs";

const PROGRAM = fileURLToPath(new URL("guardian_management.py", import.meta.url));

/** auth0-python as an administrator of `tenant`. */
class Python {
  constructor(t, access) {
    this.access = access;
    const env = { ...process.env, SSL_CERT_FILE: process.env.NODE_EXTRA_CA_CERTS };
    this.child = spawn(process.env.COUNTERSIGN_PYTHON, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"], env });
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    atEnd(t, async () => {
      this.child.stdin.end();
      await once(this.child, "exit");
    });
  }

  async call(method, ids, body) {
    const { value, error } = await this.#ask(method, ids, body);
    if (error) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return value;
  }

  /** What a call was refused with. */
  async refusal(method, ids, body) {
    const { error } = await this.#ask(method, ids, body);
    return error ?? assert.fail("it was not refused");
  }

  async #ask(method, ids, body) {
    const name = method.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    this.child.stdin.write(`${JSON.stringify({ ...this.access, method: name, ids, body })}\n`);
    const { value: line, done } = await this.answers.next();
    if (done) throw new Error("guardian_management.py ended");
    return JSON.parse(line);
  }
}

stories("auth0-python", (t, tenant, client, token) => {
  const access = token === undefined ? { client, secret: CLIENT.clientSecret } : { token };
  return new Python(t, { domain: tenant.domain, ...access });
});
