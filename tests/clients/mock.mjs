// The mock server: the `countersign-server-mock` program on a port that it picks.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export class Mock {
  /** Starts a server that ends with the test `t`. */
  static async start(t, ...options) {
    const child = spawn(process.env.COUNTERSIGN_MOCK, ["--listen", "127.0.0.1:0", "--seed", "7", ...options], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      if (said.ready) return Object.assign(new Mock(), said);
    }
    throw new Error("the mock server ended before it was ready");
  }

  /** Calls the control API, whose base is `control`: what it replies, or an error with what it said. */
  async call(method, path, body) {
    const response = await fetch(this.control + path, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }
}
