// The Java program in jvm/: Nimbus JOSE + JWT and the JDK's own RSA, as WSO2 Identity Server verifies.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What Nimbus and the JDK say about each `{publicKey, token}` or `{publicKey, signed, signature}`. */
export async function nimbus(requests) {
  const program = ["-cp", process.env.COUNTERSIGN_CLASSPATH, "dev.countersign.verifier.Verifier"];
  const child = spawn("java", program, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(requests.map((request) => `${JSON.stringify(request)}\n`).join(""));
  const ended = once(child, "close");
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`the verifier ended with ${code}: ${errors}`);
  return output.trim().split("\n").map((line) => JSON.parse(line));
}
