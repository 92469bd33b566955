// The third-party Python libraries behind peers.py.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("peers.py", import.meta.url));

/** Runs one command of peers.py. */
export async function peer(command, request) {
  const child = spawn(process.env.COUNTERSIGN_PYTHON, [PROGRAM, command], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify(request));
  const ended = once(child, "close");
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`peers.py ${command} ended with ${code}: ${errors}`);
  return JSON.parse(output);
}
