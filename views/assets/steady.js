// A press counts only for what a person could have meant. While somebody presses, the page stands still; when it has
// moved another button under the finger within the last blink, the press is let go. Then it says so, right there.

import { say } from "./words.js";

const BLINK_MS = 400;
// A press that takes longer than this no longer holds up what is new.
const PRESS_MS = 1500;
// A finger that lifts is followed by its click within this.
const CLICK_MS = 100;
// So far a finger trembles between its touch and its click.
const TREMBLE_PX = 12;
const SAID_MS = 3000;
const PRESSED = "button, a[href], summary, input[type=submit]";

// Where everything stood before each of the latest changes, and when the page last changed.
let before = [];
let changed = -Infinity;
// The press that has begun, the changes that wait for its end, and its longest time.
let press = null;
let held = null;
let timer;

// What an element does, whatever element does it by now; clocks and counts that tick in it change nothing about that.
function deed(element) {
  const { form, name, value } = element;
  if (form) return `${element.getAttribute("formaction") ?? form.getAttribute("action")} ${name}=${value}`;
  const ticking = [...element.querySelectorAll("time")].map((time) => time.textContent);
  const text = ticking.reduce((left, time) => left.replace(time, ""), element.textContent).replace(/\d+/g, "").trim();
  const to = element.getAttribute("href") ?? `${element.closest("[id]")?.id} ${text}`;
  return `${element.nodeName} ${to}`;
}

const within = ({ left, top, right, bottom }, x, y) => x >= left && x <= right && y >= top && y <= bottom;

function places() {
  const seen = [];
  for (const element of document.querySelectorAll(PRESSED)) {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    if (right <= left || bottom <= 0 || top >= innerHeight) continue;
    // What is scrolled away inside a box has a place, and yet nobody sees it there.
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    if (hit && element.contains(hit)) seen.push({ left, top, right, bottom, deed: deed(element) });
  }
  return { at: performance.now(), seen };
}

// Changes the page, and remembers for a blink what stood where; once nobody presses any more.
export function steady(change) {
  if (held) return held.push(change);
  const was = places();
  changed = was.at;
  before = [...before.filter(({ at }) => was.at - at < BLINK_MS + PRESS_MS), was];
  change();
  changed = performance.now();
}

function begin(next) {
  press = next;
  held ??= [];
  clearTimeout(timer);
  timer = setTimeout(end, PRESS_MS);
}

function end() {
  clearTimeout(timer);
  const waiting = held ?? [];
  held = null;
  for (const change of waiting) {
    try {
      steady(change);
    } catch (error) {
      reportError(error);
    }
  }
}

// Things lie upon each other: it is enough that what is pressed was already there.
function meant({ clientX: x, clientY: y }, now, at) {
  return before.every((was) => {
    const there = at - was.at < BLINK_MS ? was.seen.filter((place) => within(place, x, y)) : [];
    return !there.length || there.some((place) => place.deed === now);
  });
}

// Nobody presses in vain without knowing it.
function letGo({ clientX: x, clientY: y }) {
  const { dataset } = document.documentElement;
  dataset.letGo = Number(dataset.letGo ?? 0) + 1;
  const said = document.createElement("p");
  Object.assign(said, { className: "notice", textContent: say("let-go") });
  said.setAttribute("role", "alert");
  said.dataset.tone = "care";
  // Above the finger, where there is room, and in the way of nobody.
  const above = y > innerHeight / 4;
  Object.assign(said.style, {
    position: "fixed",
    zIndex: 9,
    pointerEvents: "none",
    inlineSize: "min(20rem, 100vw - 1rem)",
    left: `clamp(.5rem, ${x}px - 10rem, 100vw - 20.5rem)`,
    [above ? "bottom" : "top"]: `${above ? innerHeight - y + 32 : y + 32}px`,
  });
  (document.querySelector("dialog[open]") ?? document.body).append(said);
  setTimeout(() => said.remove(), SAID_MS);
}

document.addEventListener(
  "pointerdown",
  ({ target, isPrimary, timeStamp: at, clientX, clientY }) => {
    const element = target.closest?.(PRESSED);
    if (isPrimary && element) begin({ element, at, clientX, clientY });
  },
  true,
);
document.addEventListener(
  "pointerup",
  () => {
    if (!press) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // No click has come: it was drawn away on purpose, or the page took it away under the finger.
      if (press && !press.element.isConnected) letGo(press);
      press = null;
      end();
    }, CLICK_MS);
  },
  true,
);
document.addEventListener(
  "pointercancel",
  () => {
    press = null;
    end();
  },
  true,
);
// The space bar presses when it is let go.
document.addEventListener(
  "keydown",
  ({ key, target }) => {
    if (key === " " && target.matches?.(PRESSED)) begin(null);
  },
  true,
);
document.addEventListener(
  "keyup",
  ({ key }) => {
    if (key === " ") setTimeout(end);
  },
  true,
);

document.addEventListener(
  "click",
  (event) => {
    const began = press;
    press = null;
    setTimeout(end);
    // Keys and scripts press by name, not by place.
    if (!event.detail) return;
    const { clientX: x, clientY: y } = event;
    const element = event.target.closest?.(PRESSED);
    const trembled = began && Math.hypot(x - began.clientX, y - began.clientY) < TREMBLE_PX;
    if (!element) {
      // What the finger came down on was taken away, though the finger stayed.
      if (trembled && !began.element.isConnected) letGo(event);
      return;
    }
    if (!within(element.getBoundingClientRect(), x, y)) return;
    if (meant(event, deed(element), began?.at ?? event.timeStamp)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    letGo(event);
  },
  true,
);

// Whoever moves the page knows that it moves. That the page moves by a change of its own is no reader's doing.
function forget() {
  if (performance.now() - changed > CLICK_MS) before = [];
}
addEventListener("scroll", forget, { passive: true, capture: true });
addEventListener("resize", forget);
document.addEventListener("toggle", forget, true);
