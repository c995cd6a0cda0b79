// Holds the line to the server: opens it, notices when it is lost, says so in words, and brings it back.

import { pause } from "./backoff.js";
import { ask } from "./poll.js";
import { say as word, written } from "./words.js";

const SILENCE_MS = 25_000;
const POLL_SILENCE_MS = 45_000;
const POLL_REST_MS = 300;
// A stream that says nothing for so long is held back by something on the way; a network that is down fails sooner.
const STARVED_MS = 5000;
const STARVED_MAX = 2;

export function keepLine({ live, poll, after = "", types, take }) {
  const words = document.getElementById("connection");
  let source = null;
  let silence = 0;
  let failures = 0;
  let starved = 0;
  let asked = 0;
  let heard = false;
  let lastId = after;
  let lastHeard = Date.now();
  let lost = false;

  function connect() {
    if (source) return;
    const polling = poll && starved >= STARVED_MAX;
    [asked, heard] = [Date.now(), false];
    source = polling ? openPoll() : openStream();
    listen(polling ? POLL_SILENCE_MS : SILENCE_MS);
  }

  // The browser resumes by Last-Event-ID when it reconnects by itself; `after` says the same when we do.
  function address(path) {
    const url = new URL(path, location.href);
    if (lastId) url.searchParams.set("after", lastId);
    return url;
  }

  function openStream() {
    const opened = new EventSource(address(live));
    for (const type of types) {
      opened.addEventListener(type, (event) => {
        starved = 0;
        hear(type, event.data, event.lastEventId, SILENCE_MS);
      });
    }
    opened.onopen = () => source === opened && alive(SILENCE_MS);
    opened.onerror = () => source === opened && drop();
    return opened;
  }

  function openPoll() {
    const stop = new AbortController();
    const asking = { close: () => stop.abort() };
    const hold = async () => {
      while (!stop.signal.aborted) {
        const events = await ask(address(poll), stop.signal);
        alive(POLL_SILENCE_MS);
        for (const { event, data, id } of events) hear(event, data, id, POLL_SILENCE_MS);
        // A server that answers at once must not be asked in a frenzy.
        await new Promise((done) => setTimeout(done, POLL_REST_MS));
      }
    };
    hold().catch(() => source === asking && drop());
    return asking;
  }

  function hear(type, data, id, patience) {
    heard = true;
    if (id) lastId = id;
    alive(patience);
    take(type, data);
  }

  function alive(patience) {
    failures = 0;
    lastHeard = Date.now();
    listen(patience);
    if (!lost) return;
    lost = false;
    say(word("connected"));
    setTimeout(() => lost || say(""), 3000);
  }

  function listen(patience) {
    clearTimeout(silence);
    silence = setTimeout(drop, patience);
  }

  function drop() {
    source?.close();
    source = null;
    clearTimeout(silence);
    failures += 1;
    if (!heard && Date.now() - asked >= STARVED_MS) starved += 1;
    // The first stumble is mostly mended before anyone needs to hear of it.
    if (failures > 1 || Date.now() - lastHeard >= SILENCE_MS) tellLost();
    setTimeout(connect, pause(failures - 1));
  }

  function tellLost() {
    lost = true;
    const time = written(new Date(lastHeard), { hour: "2-digit", minute: "2-digit" });
    say(word("lost", { time }));
  }

  function say(text) {
    if (words && words.textContent !== text) words.textContent = text;
  }

  function again() {
    source?.close();
    source = null;
    connect();
  }

  connect();
  addEventListener("online", () => lost && again());
  addEventListener("offline", () => drop());
  addEventListener("pageshow", (event) => event.persisted && again());
  // An open line would keep the page out of the back-forward cache.
  addEventListener("pagehide", () => {
    source?.close();
    source = null;
    clearTimeout(silence);
  });
}
