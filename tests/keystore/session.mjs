// A desktop session of its own: a message bus and GNOME's key store, with nothing shared with the machine's.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

import { atEnd } from "../clients/endings.mjs";

const SECRETS = "org.freedesktop.secrets";
const PASSWORD = "correct horse\n";

export class Session {
  /** A session without a message bus. */
  constructor(t) {
    this.home = mkdtempSync(join(tmpdir(), "home-"));
    this.runtime = mkdtempSync(join(tmpdir(), "runtime-"));
    atEnd(t, () => {
      for (const path of [this.home, this.runtime]) rmSync(path, { recursive: true, force: true });
    });
    this.env = {
      HOME: this.home,
      XDG_RUNTIME_DIR: this.runtime,
      XDG_DATA_HOME: join(this.home, ".local/share"),
      DBUS_SESSION_BUS_ADDRESS: "",
      DISPLAY: "",
      WAYLAND_DISPLAY: "",
    };
  }

  /** A session with a message bus and an unlocked key store. */
  static async unlocked(t) {
    const session = new Session(t);
    await session.#startBus(t);
    await session.#startKeyStore(t);
    return session;
  }

  /** Locks the key store; with nobody at a screen, nothing can unlock it. */
  async lock() {
    const collection = "['/org/freedesktop/secrets/collection/login']";
    await this.#gdbus("call", "--dest", SECRETS, "--object-path", "/org/freedesktop/secrets", "--method",
      "org.freedesktop.Secret.Service.Lock", collection);
  }

  async #startBus(t) {
    const bus = this.#start(t, "dbus-daemon", ["--session", "--nofork", "--print-address=1"], "pipe");
    const [address] = await once(createInterface({ input: bus.stdout }), "line");
    this.env.DBUS_SESSION_BUS_ADDRESS = address;
  }

  async #startKeyStore(t) {
    const daemon = this.#start(t, "gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], "ignore");
    daemon.stdin.end(PASSWORD);
    await this.#gdbus("wait", "--timeout", "30", SECRETS);
  }

  /** Starts a program that ends with the test. What it says is of no interest. */
  #start(t, program, options, output) {
    const child = spawn(program, options, { env: { ...process.env, ...this.env }, stdio: ["pipe", output, "ignore"] });
    atEnd(t, async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, "exit");
    });
    return child;
  }

  #gdbus(verb, ...options) {
    return promisify(execFile)("gdbus", [verb, "--session", ...options], {
      env: { ...process.env, ...this.env },
      timeout: 60_000,
    });
  }
}
