// Sends what people write, and keeps it on this device until the server has stored it.

import { pause } from "./backoff.js";
import { carry, forget, keep } from "./drafts.js";
import { announce, refuse, settle, show } from "./pending.js";
import { say } from "./words.js";

const form = document.querySelector("form[data-outbox]");
const shelf = `outbox:${form?.getAttribute("action")}`;
const underway = new Set();

// Held in memory as well, for browsers that forbid storage.
let waiting = read(shelf);
// Where the conversation goes on, once the server has said so.
let onward = null;

function read(from) {
  try {
    return JSON.parse(localStorage.getItem(from)) ?? [];
  } catch {
    return [];
  }
}

// What waited for the conversation that was full is sent in this one; the same letter twice is one.
function inherit(before) {
  const old = `outbox:${before}/messages`;
  for (const letter of read(old)) {
    if (!waiting.some((other) => other.id === letter.id)) waiting.push(letter);
  }
  write();
  try {
    localStorage.removeItem(old);
  } catch {
    // What cannot be removed is sent twice and stored once.
  }
  const draft = carry(`${before}/messages`);
  if (draft && !form.elements.words.value) form.elements.words.value = draft;
}

// Half-written words go along when the page does.
function move() {
  const words = form.elements.words.value;
  const path = new URL(onward, location.href).pathname;
  if (words) keep(`${path}/messages`, words);
  forget(form);
  location.assign(onward);
}

function write() {
  try {
    if (waiting.length) localStorage.setItem(shelf, JSON.stringify(waiting));
    else localStorage.removeItem(shelf);
  } catch {
    // The copy in memory still goes out.
  }
}

function freshId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function take(event) {
  // Files go another way: see attach.js.
  if ([...form.querySelectorAll("input[type=file]")].some((input) => input.files.length)) return;
  event.preventDefault();
  const words = form.elements.words;
  if (!words.value.trim()) return words.focus();
  const fields = [...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string");
  const letter = { id: form.elements.message.value || freshId(), words: words.value, fields };
  waiting.push(letter);
  write();
  show(letter);
  words.value = "";
  form.elements.message.value = freshId();
  forget(form);
  words.focus();
  send(letter);
}

async function send(letter, tries = 0) {
  if (underway.has(letter.id)) return;
  underway.add(letter.id);
  const outcome = await post(letter);
  underway.delete(letter.id);
  if (outcome.stored) {
    drop(letter);
    settle(letter, outcome.number);
    if (outcome.moved) onward = outcome.moved;
    if (onward && !waiting.length) move();
  } else if (outcome.refused) {
    refuse(letter, outcome.refused, { again: () => send(letter), edit: () => edit(letter) });
  } else {
    announce(letter, say("unsent"));
    setTimeout(() => waiting.includes(letter) && send(letter, tries + 1), pause(tries));
  }
}

async function post(letter) {
  const body = new URLSearchParams([
    ...letter.fields.filter(([name]) => name !== "words" && name !== "message"),
    ["words", letter.words],
    ["message", letter.id],
  ]);
  try {
    const signal = AbortSignal.timeout?.(20_000);
    const answer = await fetch(form.action, { method: "POST", body, signal, headers: { Accept: "application/json" } });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) return { stored: true, number: told.number, moved: told.moved };
    // "Later" and "too many" are no refusals: they are tried again.
    if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) return {};
    return { refused: told.detail ?? told.title ?? say("refused") };
  } catch {
    return {};
  }
}

function drop(letter) {
  waiting = waiting.filter((other) => other !== letter);
  write();
}

function edit(letter) {
  drop(letter);
  document.getElementById(`pending-${letter.id}`)?.remove();
  const words = form.elements.words;
  words.value = words.value ? `${letter.words}\n${words.value}` : letter.words;
  words.dispatchEvent(new Event("input", { bubbles: true }));
  words.focus();
}

function sendAll() {
  for (const letter of waiting) send(letter);
}

if (form) {
  form.addEventListener("submit", take);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.name !== "words") return;
    const desk = matchMedia("(pointer: fine)").matches && !event.shiftKey && !event.altKey;
    if (!(event.ctrlKey || event.metaKey || desk)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  if (form.dataset.before) inherit(form.dataset.before);
  for (const letter of waiting) show(letter);
  sendAll();
  addEventListener("online", sendAll);
}
