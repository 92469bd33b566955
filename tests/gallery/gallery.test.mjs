// Every main screen in light and dark, at normal and at the largest text, and from right to left.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import * as android from "./android.mjs";
import * as ios from "./ios.mjs";
import { page as drawn } from "./page.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const { COUNTERSIGN_APP = "android", COUNTERSIGN_CATALOG, COUNTERSIGN_CHROMIUM, COUNTERSIGN_GALLERY, COUNTERSIGN_RESOURCES, UPDATE_PICTURES } = process.env;
const IMAGES = fileURLToPath(new URL(`../../docs/images/apps/${COUNTERSIGN_APP}/`, import.meta.url));
/** Colors and sizes of the app. Apple's symbols cannot be had here: Android's pictures stand in for them. */
const css = COUNTERSIGN_APP === "ios" ? ios.variables(COUNTERSIGN_CATALOG) : android.variables(COUNTERSIGN_RESOURCES);
const picture = (name) => android.picture(COUNTERSIGN_RESOURCES, name);

const screens = readdirSync(COUNTERSIGN_GALLERY).map((file) => {
  const [name, language] = file.split(".");
  return { name, language, screen: JSON.parse(readFileSync(join(COUNTERSIGN_GALLERY, file), "utf8")) };
});
const looks = [
  { suffix: "light", colorScheme: "light", scale: 1 },
  { suffix: "dark", colorScheme: "dark", scale: 1 },
  { suffix: "light-large", colorScheme: "light", scale: 2 },
  { suffix: "dark-large", colorScheme: "dark", scale: 2 },
];

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: COUNTERSIGN_CHROMIUM, args: FLAGS });
});
after(() => browser.close());

for (const { name, screen } of screens.filter(({ language }) => language === "en")) {
  test(`${name} is drawn in light and dark and at the largest text`, async () => {
    for (const look of looks) await check(screen, look, `${name}-${look.suffix}`);
  });
}

for (const language of ["de", "ar"]) {
  test(`every screen fits in ${language} at the largest text`, async () => {
    for (const { name, screen } of screens.filter((other) => other.language === language)) await check(screen, looks[2], null, `${name} in ${language}`);
  });
}

test("from right to left is shown, too", async () => {
  const { screen } = screens.find(({ name, language }) => name === "request-number" && language === "ar");
  assert.equal(screen.direction, "rtl");
  await check(screen, looks[0], "request-number-ar-light");
});

test("there are pictures of every screen and of nothing else", () => {
  const english = screens.filter(({ language }) => language === "en").flatMap(({ name }) => looks.map(({ suffix }) => `${name}-${suffix}.png`));
  assert.deepEqual(readdirSync(IMAGES).sort(), [...english, "request-number-ar-light.png"].sort());
});

/** Draws a screen, looks for what does not fit or cannot be read, and keeps the picture or expects it to be there. */
async function check(screen, { colorScheme, scale }, file, what = file) {
  const context = await browser.newContext({ viewport: { width: 400, height: 800 }, colorScheme });
  try {
    const page = await context.newPage();
    await page.setContent(drawn(screen, { css, picture, scale }));
    assert.deepEqual(await page.evaluate(problems), [], what);
    if (file !== null) await keep(page, file);
  } finally {
    await context.close();
  }
}

async function keep(page, name) {
  const path = join(IMAGES, `${name}.png`);
  if (UPDATE_PICTURES === "1") {
    mkdirSync(IMAGES, { recursive: true });
    await page.screenshot({ path, fullPage: true, animations: "disabled" });
  }
  assert.ok(existsSync(path) && statSync(path).size > 1_000, `${name}.png is missing: run with UPDATE_PICTURES=1`);
}

/** In the page: what is wider than the screen, too small to tap, or has too little contrast (WCAG 2.2, 4.5 to 1). */
function problems() {
  const found = [];
  const rgb = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the screen");
  for (const element of document.querySelectorAll("main *")) {
    const name = `${element.tagName} ${element.className} ${element.textContent}`.slice(0, 60);
    if (element.matches("button, input, .row") && element.getBoundingClientRect().height < 48) found.push(`too small: ${name}`);
    if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && !element.matches("svg, svg *")) found.push(`cut off: ${name}`);
    const says = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!says || element.matches("button:disabled")) continue;
    const [a, b] = [luminance(rgb(getComputedStyle(element).color)), luminance(behind(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.push(`contrast ${((a + 0.05) / (b + 0.05)).toFixed(2)}: ${name}`);
  }
  return found;
}
