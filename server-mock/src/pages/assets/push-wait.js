// Asks every few seconds whether the phone has answered, goes on when it has, and stops when the phone may be asked again.
"use strict";
const main = document.querySelector("main[data-push]");
const part = (id) => document.querySelector(`[data-testid="${id}"]`);
const [countdown, status, resend, proceed] = ["countdown", "status", "resend", "proceed"].map(part);
const progress = document.querySelector("progress");
const end = performance.now() + 1000 * Number(countdown.textContent);

async function look() {
  if (isOver()) return;
  try {
    const reply = await fetch(main.dataset.push, { cache: "no-store" });
    const news = await reply.json();
    if (news.status === "COMPLETED") {
      status.textContent = "Your phone has answered";
      clearInterval(ticking);
      setTimeout(() => proceed.form.requestSubmit(proceed), Number(main.dataset.pause));
      return;
    }
    if (!isOver()) status.textContent = "Waiting for your phone";
  } catch {
    status.textContent = "Trying to reach the server";
  }
  setTimeout(look, Number(main.dataset.poll));
}

function tick() {
  const left = Math.max(0, Math.ceil((end - performance.now()) / 1000));
  countdown.textContent = String(left);
  progress.value = left;
  if (!isOver()) return;
  clearInterval(ticking);
  status.textContent = "Nobody has answered";
  resend.disabled = false;
}

function isOver() {
  return performance.now() >= end;
}

const ticking = setInterval(tick, 1000);
tick();
setTimeout(look, Number(main.dataset.poll));
