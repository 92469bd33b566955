// The look of the iOS app as CSS: its colors from its own asset catalog, the system's grays and sizes beside them. Letters and symbols of Apple's systems
// cannot be had elsewhere: others stand in for them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** CSS custom properties as the renderer in SwiftUI draws, in light and dark, and what is laid out in another way than on Android. */
export function variables(catalog) {
  const light = { ...GRAYS.light, ...colors(catalog, "light") };
  const dark = { ...GRAYS.dark, ...colors(catalog, "dark") };
  return `${rule(":root", { ...SIZES, ...light })} @media (prefers-color-scheme: dark) { ${rule(":root", dark)} } ${LAYOUT}`;
}

function colors(catalog, look) {
  const [accent, deny, approve] = ["AccentColor", "Deny", "Approve"].map((name) => color(catalog, name, look));
  return { accent, deny, approve, danger: deny };
}

function color(catalog, name, look) {
  const { colors } = JSON.parse(readFileSync(join(catalog, `${name}.colorset/Contents.json`), "utf8"));
  const { red, green, blue } = colors.find((one) => (look === "dark") === Boolean(one.appearances)).color.components;
  return `rgb(${[red, green, blue].map((part) => Math.round(part * 255)).join(" ")})`;
}

function rule(selector, values) {
  return `${selector} { ${Object.entries(values).map(([name, value]) => `--${name}: ${value};`).join(" ")} }`;
}

/** What the system gives: label, secondary label, backgrounds. Tones color a symbol and a background, not the words. */
const GRAYS = {
  light: { background: "#fff", text: "#000", quiet: "#636366", outline: "#8e8e93", surface: "#f2f2f7", on_accent: "#fff", warning: "#000", success: "#000", warning_surface: "#fff1e0", danger_surface: "#ffe7e6", success_surface: "#e6f8ea" },
  dark: { background: "#000", text: "#fff", quiet: "#aeaeb2", outline: "#8e8e93", surface: "#1c1c1e", on_accent: "#000", warning: "#fff", success: "#fff", warning_surface: "#33220a", danger_surface: "#330f0d", success_surface: "#0b2711" },
};

const SIZES = {
  gap: "16px", margin: "16px", inner: "16px", corner: "12px", touch: "48px", ring: "28px", camera: "368px", picture: "64px",
  text_body: "calc(17px * var(--scale))", text_title: "calc(17px * var(--scale))", text_heading: "calc(22px * var(--scale))",
  text_small: "calc(15px * var(--scale))", text_code: "calc(28px * var(--scale))",
};

/** Deny and approve stand beside each other where they fit. */
const LAYOUT = `
html main { flex-direction: row; flex-wrap: wrap; }
html main > * { flex: 1 0 100%; max-width: 100%; }
html main > .deny:has(+ .approve), html main > .deny + .approve { flex: 1 0 calc(50% - var(--gap)); }
html h1, html h2 { font-weight: 600; }
html h1 { flex: 1; text-align: center; }
html button { border: 0; font-weight: 600; }
html .primary { background: var(--accent); color: var(--on_accent); }
html .deny { background: var(--deny); color: var(--on_accent); }
html .approve { background: var(--approve); color: var(--on_accent); }
html button.plain { background: var(--surface); }
html button.danger { background: var(--surface); }
html p.danger, html .banner { color: var(--text); }
html .row { background: none; padding: 8px 0; }
html input { border: 1px solid var(--outline); border-radius: 6px; padding: 0 8px; }
html input.digits { text-align: center; }
`;
