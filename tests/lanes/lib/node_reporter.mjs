// Prints what node:test reports as result lines: "ok NAME", "FAIL NAME" or "skip NAME: REASON".

import { basename } from "node:path";
import { inspect } from "node:util";

export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    // A file is reported under its path only when it has no test or could not be loaded.
    const name = data.name?.startsWith("/") ? basename(data.name) : data.name;
    if (type === "test:pass" && name !== data.name) yield `FAIL ${name}: ran nothing\n`;
    else if (type === "test:pass" && data.details?.type !== "suite") {
      if (data.skip === undefined || data.skip === false) yield `ok ${name}\n`;
      else yield `skip ${name}: ${data.skip === true ? "no reason given" : data.skip}\n`;
    }
    if (type === "test:fail") {
      yield `${inspect(data.details.error.cause ?? data.details.error, { colors: false })}\n`;
      yield `FAIL ${name}\n`;
    }
  }
}
