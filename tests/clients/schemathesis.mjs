// Lets schemathesis try what a fresh mock server describes in OpenAPI: bounded and seeded.
//
//   node schemathesis.mjs control    the control API
//   node schemathesis.mjs wso2       the APIs of a WSO2 server, for somebody who may do everything

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Mock } from "./mock.mjs";

const OPTIONS = [
  "--seed=1",
  "--max-examples=25",
  "--workers=1",
  "--checks=all",
  // The document does not state every rule that the server checks, such as "the id in the body is the one in the path".
  "--exclude-checks=positive_data_acceptance",
  "--generation-database=none",
  "--no-color",
];
const SCOPES = [
  "internal_login",
  ...["view", "add", "update", "delete"].map((right) => `internal_config_mgt_${right}`),
  ...["view", "update"].map((right) => `internal_config_${right}`),
  ...["view", "update"].map((right) => `internal_governance_${right}`),
  ...["view", "delete"].map((right) => `internal_user_credential_mgt_${right}`),
];
const SUBJECTS = { control, wso2 };

const endings = [];
const test = { after: (ending) => endings.push(ending) };
const folder = mkdtempSync(join(tmpdir(), "schemathesis-"));
endings.push(() => rmSync(folder, { recursive: true, force: true }));
const subject = await SUBJECTS[process.argv[2]]();
const child = spawn("schemathesis", ["run", ...subject, ...OPTIONS], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
[process.exitCode] = await once(child, "exit");
for (const ending of endings) await ending();

async function control() {
  const mock = await Mock.start(test);
  return [mock.ready.openapi];
}

async function wso2() {
  const mock = await Mock.start(test, "--dialect", "wso2");
  await mock.call("POST", "/wso2/users", { username: "ann" });
  const { access_token } = await mock.call("POST", "/wso2/tokens", { user: "ann", scopes: SCOPES });
  return [`${mock.url}/control/wso2/openapi.json`, "--url", mock.url, "--header", `Authorization: Bearer ${access_token}`];
}
