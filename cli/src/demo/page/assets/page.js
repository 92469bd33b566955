// Swaps the phone's screen, sends its forms without leaving the page, counts seconds. What is shown comes from the server.
"use strict";
const glass = document.getElementById("glass");
const note = document.querySelector("[data-testid=world-note]");
let news = new AbortController();

const screen = () => glass.firstElementChild;
const request = () => glass.querySelector("[data-request]")?.dataset.request;

function show(html) {
  const before = { request: request(), number: glass.querySelector("#number")?.value };
  const page = new DOMParser().parseFromString(html, "text/html");
  glass.replaceChildren(page.body.firstElementChild);
  const isSame = before.request !== undefined && before.request === request();
  const number = glass.querySelector("#number");
  if (isSame && number) number.value = before.number ?? "";
  prepare(isSame);
}

// A request that has just appeared cannot be approved by a tap that was meant for something else.
function prepare(isSame) {
  const offset = Number(screen().dataset.now) - Date.now() / 1000;
  screen().dataset.offset = String(offset);
  for (const time of glass.querySelectorAll("time[data-at]")) {
    time.textContent = new Date(Number(time.dataset.at) * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  }
  screen().classList.toggle("new", !isSame);
  if (!isSame) {
    for (const button of glass.querySelectorAll("[data-arm]")) {
      button.disabled = true;
      setTimeout(() => { button.disabled = false; }, 550);
    }
    if (document.activeElement?.tagName !== "IFRAME") glass.querySelector("#number")?.focus({ preventScroll: true });
  }
  tick();
}

function tick() {
  const now = Date.now() / 1000 + Number(screen()?.dataset.offset ?? 0);
  for (const left of glass.querySelectorAll("[data-until]")) {
    left.textContent = String(Math.max(0, Math.ceil(Number(left.dataset.until) - now)));
  }
}

async function follow() {
  for (;;) {
    news = new AbortController();
    try {
      const have = screen()?.dataset.tag ?? "";
      const reply = await fetch(`/phone?have=${have}`, { signal: news.signal });
      if (!reply.ok) throw new Error(String(reply.status));
      const html = await reply.text();
      if (have === (screen()?.dataset.tag ?? "") && !html.includes(`data-tag="${have}"`)) show(html);
    } catch (error) {
      if (error.name !== "AbortError") await new Promise((again) => setTimeout(again, 1000));
    }
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  form.inert = true;
  try {
    const reply = await fetch(form.action, { method: "POST", body, headers: { "x-fragment": "1" } });
    if (reply.ok) show(await reply.text());
    if (event.submitter?.dataset.done) note.textContent = event.submitter.dataset.done;
  } finally {
    form.inert = false;
    news.abort();
  }
});

document.addEventListener("click", (event) => {
  const key = event.target.closest?.("[data-key]")?.dataset.key;
  const number = glass.querySelector("#number");
  if (key === undefined || !number) return;
  number.value = key === "back" ? number.value.slice(0, -1) : (number.value + key).slice(0, number.maxLength);
});

prepare(false);
setInterval(tick, 500);
follow();
