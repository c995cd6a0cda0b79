// Makes every time on the page tick, in the server's time, and shows it in the reader's own zone.
//
// <time datetime=… data-count="up|down" data-words data-due="now">  counts each second
// <time … data-ahead="in {span}" data-late="late by {span}">        says which of the two it is
// <time datetime=… data-local="time|day|full">                     local to the reader, UTC on hover
// <html data-now=…>                                                 the server's time when it wrote the page
// <html data-writing="de-AT" data-hours="12">                        how the reader writes times

import { say, written } from "./words.js";

let ahead = 0;

// Telephones have wrong clocks; the server's is the one promises are kept by.
function setTime(now, atClient) {
  const instant = Date.parse(now);
  if (!Number.isNaN(instant)) ahead = instant - atClient;
}

const loaded = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
setTime(document.documentElement.dataset.now, performance.timeOrigin + loaded);

const styles = {
  time: { hour: "2-digit", minute: "2-digit" },
  second: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  day: { weekday: "short", day: "numeric", month: "short" },
  full: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
};

function digits(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`;
}

function inWords(seconds) {
  if (seconds < 60) return say("seconds", { count: seconds });
  // Rounded down: a promise is never shown further away than it is.
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return say("minutes", { count: minutes });
  const hours = Math.round(seconds / 3600);
  return hours < 36 ? say("hours", { count: hours }) : say("days", { count: Math.round(seconds / 86_400) });
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function tick() {
  const now = Date.now() + ahead;
  for (const element of document.querySelectorAll("time[data-count]")) {
    const at = Date.parse(element.dateTime);
    if (Number.isNaN(at)) continue;
    const down = element.dataset.count === "down";
    const left = down ? Math.ceil((at - now) / 1000) : Math.floor((now - at) / 1000);
    const seconds = Math.max(0, left);
    const said = left > 0 ? element.dataset.ahead : element.dataset.late;
    if (said) {
      write(element, said.replace("{span}", inWords(Math.abs(left))));
      element.toggleAttribute("data-is-due", left <= 0);
    } else if (down && seconds === 0) {
      write(element, element.dataset.due ?? (element.hasAttribute("data-words") ? say("now") : "00:00"));
      element.toggleAttribute("data-is-due", true);
    } else {
      write(element, element.hasAttribute("data-words") ? inWords(seconds) : digits(seconds));
    }
  }
}

function localise() {
  for (const element of document.querySelectorAll("time[data-local]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.valueOf())) continue;
    const style = styles[element.dataset.local] ?? styles.time;
    write(element, written(at, style));
    element.title = `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  }
}

function all() {
  tick();
  localise();
}

all();
setInterval(tick, 1000);
document.addEventListener("mayday:changed", all);
document.addEventListener("mayday:now", ({ detail }) => detail && setTime(detail, Date.now()));
