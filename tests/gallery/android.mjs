// Colors, sizes and pictures of the Android app, read from its own resources, as CSS and SVG.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** CSS custom properties for every color, in light and dark, and every size. A dp or sp is a CSS pixel; sp grow with the text. */
export function variables(resources) {
  const light = colors(resources, "values");
  const dark = { ...light, ...colors(resources, "values-night") };
  const sizes = entries(resources, "values/dimens.xml", "dimen").map(([name, value]) => [name, size(value)]);
  return [
    rule(":root", [...Object.entries(light), ...sizes]),
    `@media (prefers-color-scheme: dark) { ${rule(":root", Object.entries(dark))} }`,
  ].join("\n");
}

/** A vector drawable as SVG in the color of the text around it. */
export function picture(resources, name) {
  const xml = readFileSync(join(resources, "drawable", `${name}.xml`), "utf8");
  const [, path] = /android:pathData="([^"]+)"/.exec(xml);
  return `<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" d="${path}"/></svg>`;
}

function colors(resources, folder) {
  return Object.fromEntries(entries(resources, `${folder}/colors.xml`, "color"));
}

function entries(resources, file, tag) {
  const xml = readFileSync(join(resources, file), "utf8");
  return [...xml.matchAll(new RegExp(`<${tag} name="([a-z_]+)">([^<]+)</${tag}>`, "g"))].map(([, name, value]) => [name, value]);
}

function size(value) {
  const [, number, unit] = /^([\d.]+)(dp|sp)$/.exec(value);
  return unit === "sp" ? `calc(${number}px * var(--scale))` : `${number}px`;
}

function rule(selector, pairs) {
  return `${selector} { ${pairs.map(([name, value]) => `--${name}: ${value};`).join(" ")} }`;
}
