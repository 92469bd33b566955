// Chromium with a fresh profile, and pictures of its pages.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { atEnd } from "../clients/endings.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const IMAGES = fileURLToPath(new URL("../../docs/images/", import.meta.url));

/** A page that `t` ends. An error of its scripts or a request that leaves this machine fails the test. */
export async function openPage(t, { width = 1000, height = 760 } = {}) {
  const browser = await chromium.launch({ executablePath: process.env.COUNTERSIGN_CHROMIUM, args: FLAGS });
  atEnd(t, () => browser.close());
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1, locale: "en-US" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints = [];
  atEnd(t, () => assert.deepEqual(complaints, [], "what the page complained about"));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // Chromium asks for an icon by itself, and tells when a page in a frame would have liked the focus.
    const isIcon = message.location().url.endsWith("/favicon.ico");
    const isFocus = message.text().startsWith("Blocked autofocusing");
    if (message.type() === "error" && !isIcon && !isFocus) complaints.push(`${message.text()} ${message.location().url}`);
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") complaints.push(`request to ${hostname}`);
  });
  return page;
}

/** The element with this test id. */
export function part(page, id) {
  return page.locator(`[data-testid="${id}"]`);
}

/** Keeps a picture for the documentation when UPDATE_SCREENSHOTS asks for it. */
export async function keepPicture(page, name) {
  if (process.env.UPDATE_SCREENSHOTS !== "1") return;
  const path = join(IMAGES, `${name}.png`);
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: "disabled" });
}
