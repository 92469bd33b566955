// The mock server: the `countersign-server-mock` program on a port that it picks, and its control API.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { atEnd } from "./endings.mjs";
import { trusted } from "./trusted.mjs";

export class Mock {
  /** `ready` is what the program said: `url`, `login`, `enroll`, `openapi`... */
  constructor(ready) {
    this.ready = ready;
    this.url = ready.url;
  }

  /** Starts a server that ends with the test `t`. */
  static async start(t, ...options) {
    const child = spawn(process.env.COUNTERSIGN_MOCK, ["--listen", "127.0.0.1:0", "--seed", "7", ...options], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...trusted() },
    });
    atEnd(t, async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const said = JSON.parse(line);
      if (said.ready) return new Mock(said);
    }
    throw new Error("the mock server ended before it was ready");
  }

  /** Calls `/control` + path; gives what it replies, or throws what it said. */
  async call(method, path, body) {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      headers: body === undefined ? {} : { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** Adds a user and gives an enrollment offer for it. */
  async offer(user, specification = {}) {
    await this.call("POST", "/users", { name: user, ...specification });
    return this.call("POST", `/users/${user}/offers`);
  }

  /** Starts a login of `user`. */
  login(user, specification = {}) {
    return this.call("POST", "/logins", { user, login: specification });
  }

  /** How a login stands: `waiting`, `approved`... */
  async loginState(id) {
    return (await this.call("GET", `/logins/${id}`)).state;
  }

  /** Moves the server's clock forward. */
  advance(seconds) {
    return this.call("POST", "/clock", { action: "advance", seconds });
  }
}
