// A screen as a page: the same items in the same order, drawn as the app's renderer draws them.

/** The page for a screen. `css` brings colors and sizes, `picture` draws a picture by its name, `scale` is the text's. */
export function page(screen, { css, picture, scale }) {
  return `<!doctype html>
<html lang="${screen.language}" dir="${screen.direction}">
<meta charset="utf-8">
<title>${escaped(screen.title)}</title>
<style>:root { --scale: ${scale}; } ${css} ${STYLE}</style>
<main>
  <header>${screen.back ? `<span class="back">${picture("icon_back")}</span>` : ""}<h1>${escaped(screen.title)}</h1></header>
  ${screen.items.map((item) => drawn(item, picture)).join("\n  ")}
</main>
</html>`;
}

function drawn(item, picture) {
  switch (item.kind) {
    case "heading":
      return `<h2>${escaped(item.text)}</h2>`;
    case "text":
      return `<p class="${item.tone}">${escaped(item.text)}</p>`;
    case "fact":
      return `<div class="fact"><span>${escaped(item.label)}</span><bdi>${escaped(item.value)}</bdi></div>`;
    case "banner":
      return `<div class="banner ${item.tone}"><p>${escaped(item.text)}</p>${item.action ? button(item.action, "plain") : ""}</div>`;
    case "field":
      return `<label>${escaped(item.label)}<input value="${escaped(item.value)}" placeholder="${escaped(item.hint ?? "")}"></label>`;
    case "number":
      return `<label>${escaped(item.label)}<input class="digits" dir="ltr" value="${escaped(item.value)}"></label>`;
    case "choices":
      return `<p>${escaped(item.label)}</p>${item.options.map((option) => button(option, "approve", item.enabled)).join("")}`;
    case "button":
      return button(item.label, item.style, item.enabled);
    case "row":
      return `<div class="row"><bdi>${escaped(item.title)}</bdi>${line(item.subtitle, "quiet")}${line(item.badge, item.tone)}</div>`;
    case "code":
      return `<div class="row"><span class="small">${escaped(item.label)}</span><div class="code">${code(item)}</div></div>`;
    case "camera":
      return `<div class="camera"><span>${escaped(item.label)}</span></div>`;
    case "progress":
      return `<p class="quiet">${escaped(item.label)}</p>`;
    case "picture":
      return `<div class="picture">${picture(`picture_${item.name}`)}</div>`;
    default:
      throw new Error(`no way to draw ${item.kind}`);
  }
}

function code(item) {
  if (item.digits === null) return `<span class="show">${escaped(item.action)}</span>`;
  const ring = item.ring === null ? "" : `<i style="--part: ${item.ring}"></i>`;
  return `<span class="digits" dir="ltr">${escaped(item.digits)}</span>${ring}`;
}

function button(label, style, enabled = true) {
  return `<button class="${style}"${enabled ? "" : " disabled"}>${escaped(label)}</button>`;
}

function line(text, kind) {
  return text ? `<span class="small ${kind}">${escaped(text)}</span>` : "";
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
* { box-sizing: border-box; margin: 0; }
body { background: var(--background); color: var(--text); font: var(--text_body)/1.35 Roboto, "DejaVu Sans", sans-serif; }
main { padding: var(--gap) var(--margin) var(--margin); display: flex; flex-direction: column; gap: var(--gap); overflow-wrap: anywhere; }
header { display: flex; align-items: center; min-height: var(--touch); }
.back { width: var(--touch); padding: 14px; margin-inline-start: -14px; line-height: 0; }
[dir="rtl"] .back { transform: scaleX(-1); }
h1 { font-size: var(--text_title); font-weight: 400; }
h2 { font-size: var(--text_heading); font-weight: 400; }
p { white-space: pre-line; }
.quiet { color: var(--quiet); } .warning { color: var(--warning); } .danger { color: var(--danger); } .success { color: var(--success); }
[dir="rtl"] bdi { text-align: right; }
.fact { display: flex; flex-direction: column; }
.fact span, label, .small { font-size: var(--text_small); }
.fact span, label, .row > span.small:first-child { color: var(--quiet); }
.banner, .row { padding: var(--inner); border-radius: var(--corner); background: var(--surface); display: flex; flex-direction: column; gap: 4px; }
.banner.warning { background: var(--warning_surface); } .banner.danger { background: var(--danger_surface); }
.banner.success { background: var(--success_surface); }
.row { min-height: var(--touch); }
.code { display: flex; align-items: center; justify-content: space-between; }
.show { color: var(--accent); }
.code .digits { font-size: var(--text_code); }
.code i { width: var(--ring); height: var(--ring); border-radius: 50%;
  background: conic-gradient(var(--accent) calc(var(--part) * 1turn), transparent 0);
  mask: radial-gradient(circle, transparent 58%, #000 60%); }
label { display: flex; flex-direction: column; }
input { font: inherit; font-size: var(--text_body); color: var(--text); background: none; border: 0; border-bottom: 1.5px solid var(--outline);
  min-height: var(--touch); border-radius: 0; padding: 0; width: 100%; }
input::placeholder { color: var(--quiet); opacity: 1; }
input.digits { font-size: var(--text_code); }
button { font: inherit; min-height: var(--touch); border-radius: var(--corner); border: 1.5px solid transparent; padding: 8px var(--inner); width: 100%; }
.primary, .approve { background: var(--accent); color: var(--on_accent); }
button.plain { background: none; border-color: var(--outline); color: var(--accent); }
button.danger { background: none; border-color: var(--danger); color: var(--danger); }
.deny { background: var(--danger_surface); color: var(--danger); }
button:disabled { opacity: .45; }
.camera { height: var(--camera); background: #000; color: #fff; border-radius: var(--corner); display: grid; place-items: end center; padding: var(--inner); }
.picture { color: var(--accent); text-align: center; line-height: 0; } .picture svg { width: var(--picture); }
.back svg { width: 24px; }
`;
