// The demo's page: the login page on the left, the phone on the right.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";

import { atEnd } from "../clients/endings.mjs";
import { keepPicture, openPage, part } from "./browser.mjs";

test("the demo's page plays a login from enrollment to approval", async (t) => {
  const { page, site } = await enrolled(t);

  await logIn(page, site);
  const number = (await part(site, "number").textContent()).trim();
  await part(page, "request").waitFor();
  await part(page, "number").fill(number);
  // A request that has just appeared takes no taps for half a second.
  await page.locator('[data-testid="approve"]:enabled').waitFor();
  await keepPicture(page, "demo");
  await part(page, "approve").click();

  await part(site, "result-approved").waitFor();
  assert.equal(await part(page, "result").getAttribute("data-tone"), "good");
});

test("the demo's page shows a wrong number on both sides", async (t) => {
  const { page, site } = await enrolled(t);

  await logIn(page, site);
  const number = (await part(site, "number").textContent()).trim();
  await part(page, "request").waitFor();
  await part(page, "number").fill(number === "000000" ? "000001" : "000000");
  await part(page, "approve").click();

  await part(site, "result-wrong-number").waitFor();
  assert.equal(await part(page, "result").getAttribute("data-tone"), "bad");
});

test("the demo's page denies a login that nobody asked for", async (t) => {
  const { page, site } = await enrolled(t);

  await logIn(page, site);
  await part(page, "request").waitFor();
  await part(page, "deny-suspicious").click();

  await part(site, "result-denied-suspicious").waitFor();
  await part(page, "lock").waitFor();
});

test("the demo's phone finds a login whose push was lost", async (t) => {
  const { page, site } = await enrolled(t);

  await part(page, "world-lose-push").click();
  await page.locator('[data-testid="world-note"]:not(:empty)').waitFor();
  await logIn(page, site);
  await part(site, "number").waitFor();
  await part(page, "ask").click();

  await part(page, "request").waitFor();
  assert.match(await part(page, "request-arrival").textContent(), /found by asking/i);
});

/** The demo's page after its phone has scanned the code on the left. */
async function enrolled(t) {
  const address = await demo(t);
  const page = await openPage(t, { width: 1280, height: 860 });
  await page.goto(address);
  const site = page.frameLocator('[data-testid="site"]');
  await part(site, "user").fill("ann");
  await part(site, "continue").click();
  await part(site, "qr").waitFor();
  await part(page, "scan").click();
  await part(page, "confirm-yes").click();
  await part(site, "result-enrolled").waitFor();
  await part(page, "result-ok").or(part(page, "account")).first().waitFor();
  if (await part(page, "result-ok").isVisible()) await part(page, "result-ok").click();
  await part(page, "account").waitFor();
  return { page, site };
}

async function logIn(page, site) {
  await part(page, "site-login").click();
  await part(site, "user").fill("ann");
  await part(site, "continue").click();
}

/** Starts the demo; gives the address of its page. */
async function demo(t) {
  const child = spawn(process.env.COUNTERSIGN_PHONE, ["demo", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  atEnd(t, async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGINT");
    await once(child, "exit");
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const step = JSON.parse(line);
    if (step.step === "page") return step.url;
  }
  throw new Error("the demo ended before its page was there");
}
