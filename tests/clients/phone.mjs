// A phone: the `countersign` program with a home directory of its own.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { atEnd } from "./endings.mjs";

export class Phone {
  /** A new phone; `t` is the test whose end is the phone's end. */
  constructor(t, { vault = "file", env = {} } = {}) {
    this.home = mkdtempSync(join(tmpdir(), "phone-"));
    this.options = ["--home", this.home, "--json", "--vault", vault, "--allow-loopback"];
    this.env = { ...process.env, ...env };
    atEnd(t, () => rmSync(this.home, { recursive: true, force: true }));
  }

  /** Runs one command: its exit code, its output as objects, and what it said on standard error. */
  run(...command) {
    return new Promise((resolve) => {
      const options = { env: this.env, timeout: 60_000, maxBuffer: 1 << 20 };
      execFile(process.env.COUNTERSIGN_PHONE, [...this.options, ...command], options, (error, output, errors) => {
        resolve({ code: error ? (error.code ?? error.signal) : 0, lines: objects(output), errors });
      });
    });
  }

  /** Runs one command that must succeed and gives its output as objects. */
  async ask(...command) {
    const { code, lines, errors } = await this.run(...command);
    if (code !== 0) throw new Error(`countersign ${command[0]} ended with ${code}: ${JSON.stringify(lines)} ${errors}`);
    return lines;
  }

  /** Runs a command that must succeed and gives its one object. */
  async askOne(...command) {
    const lines = await this.ask(...command);
    if (lines.length !== 1) throw new Error(`countersign ${command[0]} printed ${lines.length} objects`);
    return lines[0];
  }

  /** Enrolls a new phone for a new user of `mock`. */
  static async enrolled(t, mock, user, { specification = {}, ...options } = {}) {
    const phone = new Phone(t, options);
    const { uri } = await mock.offer(user, specification);
    phone.account = await phone.askOne("enroll", "--yes", uri);
    return phone;
  }

  /** The first challenge that waits, as soon as there is one. */
  async nextChallenge() {
    const watch = spawn(process.env.COUNTERSIGN_PHONE, [...this.options, "pending", "--watch"], {
      env: this.env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      for await (const line of createInterface({ input: watch.stdout })) {
        if (line.trim()) return JSON.parse(line);
      }
      throw new Error("countersign pending --watch ended without a challenge");
    } finally {
      watch.kill();
    }
  }
}

function objects(output) {
  return output.split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
}
