// The administrators' side of Guardian: unmodified node-auth0 against the mock's tenant.

import assert from "node:assert/strict";
import { ManagementClient } from "auth0";

import { CLIENT } from "./guardian-tenant.mjs";
import { stories } from "./guardian-management.mjs";

/** node-auth0 as an administrator of `tenant`. */
class NodeAuth0 {
  constructor(options) {
    this.client = new ManagementClient(options);
  }

  async call(method, ids, body) {
    const path = method.split(".");
    const name = path.pop();
    const resource = path.reduce((found, part) => found[part], this.client);
    const result = await resource[name](...ids, ...(body === undefined ? [] : [body]));
    return Array.isArray(result?.data) && result.getNextPage ? result.data : result;
  }

  /** What a call was refused with. */
  async refusal(...call) {
    const error = await this.call(...call).then(() => assert.fail("it was not refused"), (reason) => reason);
    return { status: error.statusCode, body: error.body };
  }
}

stories("node-auth0", (t, tenant, clientId, token) => {
  const access = token === undefined ? { clientId, clientSecret: CLIENT.clientSecret } : { token };
  return new NodeAuth0({ domain: tenant.domain, maxRetries: 0, ...access });
});
