// OpenID CIBA with an unmodified openid-client as the relying party and our phone answering.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import * as openid from "openid-client";

import { atEnd } from "./endings.mjs";
import { Mock } from "./mock.mjs";
import { Phone } from "./phone.mjs";

const REQUEST = { scope: "openid", login_hint: "ann", binding_message: "Order 17" };

async function stage(t, id = "demo-rp", secret = "demo-secret") {
  const mock = await Mock.start(t);
  await mock.call("PUT", "/settings", { poll_interval: 1 });
  const phone = await Phone.enrolled(t, mock, "ann");
  const discover = async () =>
    openid.discovery(
      new URL(mock.url),
      id,
      { client_secret: secret, id_token_signed_response_alg: "ES256" },
      undefined,
      { execute: [openid.allowInsecureRequests] },
    );
  return { mock, phone, discover };
}

async function refusal(promise) {
  const error = await promise.then(() => assert.fail("a token was given"), (reason) => reason);
  return error.error ?? error.cause?.error ?? error;
}

test("openid-client polls and gets the tokens of an approved login", async (t) => {
  const { mock, phone, discover } = await stage(t);
  const config = await discover();

  const started = await openid.initiateBackchannelAuthentication(config, REQUEST);
  const challenge = await phone.nextChallenge();
  const [, tokens] = await Promise.all([
    phone.ask("approve", challenge.id, "--number", started.number),
    openid.pollBackchannelAuthenticationGrant(config, started),
  ]);

  assert.equal(challenge.message, "Order 17");
  assert.deepEqual(challenge.number, { style: "enter", digits: 6 });
  assert.ok(!JSON.stringify(challenge).includes(started.number), "the phone never knows the number beforehand");
  const claims = tokens.claims();
  const user = await mock.call("GET", "/users/ann");
  assert.equal(claims.sub, user.id);
  assert.equal(claims.aud, "demo-rp");
  assert.equal(claims["urn:openid:params:jwt:claim:auth_req_id"], started.auth_req_id);
  assert.ok(claims.amr.includes("mca"));
});

test("openid-client hears that a login was denied", async (t) => {
  const { phone, discover } = await stage(t);
  const config = await discover();

  const started = await openid.initiateBackchannelAuthentication(config, REQUEST);
  const challenge = await phone.nextChallenge();
  await phone.ask("deny", challenge.id, "--suspicious");

  assert.equal(await refusal(openid.pollBackchannelAuthenticationGrant(config, started)), "access_denied");
});

test("openid-client gets no token for a wrong number", async (t) => {
  const { phone, discover } = await stage(t);
  const config = await discover();

  const started = await openid.initiateBackchannelAuthentication(config, REQUEST);
  const challenge = await phone.nextChallenge();
  const wrong = started.number === "000000" ? "000001" : "000000";
  const { code } = await phone.run("approve", challenge.id, "--number", wrong);

  assert.equal(code, 7);
  assert.equal(await refusal(openid.pollBackchannelAuthenticationGrant(config, started)), "access_denied");
});

test("openid-client hears that nobody answered in time", async (t) => {
  const { mock, phone, discover } = await stage(t);
  const config = await discover();

  const started = await openid.initiateBackchannelAuthentication(config, REQUEST);
  const challenge = await phone.nextChallenge();
  await mock.advance(started.expires_in + 1);
  const late = await phone.run("approve", challenge.id, "--number", started.number);

  assert.equal(late.code, 6);
  assert.equal(await refusal(openid.pollBackchannelAuthenticationGrant(config, started)), "expired_token");
});

test("openid-client is called back in ping mode", async (t) => {
  const { mock, phone, discover } = await stage(t, "ping-rp", "ping-secret");
  const listener = createServer().listen(0, "127.0.0.1");
  atEnd(t, () => listener.close());
  await once(listener, "listening");
  await mock.call("PUT", "/clients/ping-rp", {
    id: "ping-rp",
    secret: "ping-secret",
    delivery: "ping",
    notification_endpoint: `http://127.0.0.1:${listener.address().port}/ping`,
  });
  const config = await discover();
  const token = randomBytes(32).toString("base64url");

  const started = await openid.initiateBackchannelAuthentication(config, {
    ...REQUEST,
    client_notification_token: token,
  });
  const called = once(listener, "request");
  const challenge = await phone.nextChallenge();
  await phone.ask("approve", challenge.id, "--number", started.number);
  const [request, response] = await called;
  let body = "";
  for await (const chunk of request) body += chunk;
  response.writeHead(204).end();
  const tokens = await openid.pollBackchannelAuthenticationGrant(config, started);

  assert.equal(request.headers.authorization, `Bearer ${token}`);
  assert.deepEqual(JSON.parse(body), { auth_req_id: started.auth_req_id });
  assert.equal(tokens.claims().aud, "ping-rp");
});
