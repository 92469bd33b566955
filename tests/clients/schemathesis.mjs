// Lets schemathesis try the control API of a fresh mock server against its OpenAPI document: bounded and seeded.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Mock } from "./mock.mjs";

const endings = [];
const mock = await Mock.start({ after: (ending) => endings.push(ending) });
const folder = mkdtempSync(join(tmpdir(), "schemathesis-"));
endings.push(() => rmSync(folder, { recursive: true, force: true }));
const options = [
  "--seed=1",
  "--max-examples=25",
  "--workers=1",
  "--checks=all",
  // The document does not state every rule that the server checks, such as "the id in the body is the one in the path".
  "--exclude-checks=positive_data_acceptance",
  "--generation-database=none",
  "--no-color",
];
const child = spawn("schemathesis", ["run", mock.ready.openapi, ...options], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
[process.exitCode] = await once(child, "exit");
for (const ending of endings) await ending();
