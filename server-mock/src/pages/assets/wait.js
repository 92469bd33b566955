// Asks once a second how things stand, counts down, and goes on when the server says where to.
"use strict";
const main = document.querySelector("main[data-status]");
const countdown = document.querySelector("[data-testid=countdown]");
const progress = document.querySelector("progress");
const status = document.querySelector("[data-testid=status]");

async function look() {
  try {
    const reply = await fetch(main.dataset.status, { cache: "no-store" });
    const news = await reply.json();
    if (news.next) {
      location.replace(news.next);
      return;
    }
    countdown.textContent = String(news.seconds_left);
    progress.value = news.seconds_left;
    status.textContent = "Waiting for your phone";
  } catch {
    status.textContent = "Trying to reach the server";
  }
  setTimeout(look, 1000);
}
look();
