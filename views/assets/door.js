// Carries a cry for help through a bad network: keeps the words and tries until the server has them.

import { forget } from "./drafts.js";
import { say as word } from "./words.js";

const AGAIN_MS = 3000;
const PATIENCE_MS = 20_000;
const form = document.querySelector("form[data-door]");
const trouble = document.getElementById("trouble");
const button = form?.querySelector("[type=submit]");
const calm = button?.textContent;
let sending = false;

function say(words) {
  if (trouble && trouble.textContent !== words) trouble.textContent = words;
}

// Pressing twice is harmless (the same command), so the button only looks busy and never refuses.
function busy(on) {
  sending = on;
  button?.setAttribute("aria-disabled", String(on));
  if (button) button.textContent = on ? word("calling") : calm;
}

async function post() {
  const signal = AbortSignal.timeout?.(PATIENCE_MS);
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, signal, headers: { Accept: "text/html" } });
  if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) {
    // With a broken store somebody may be rung all the same, and the answer says so.
    const page = await answer.text();
    throw new Error(page.includes(" data-rings") ? "ringing" : "later");
  }
  return answer;
}

async function call() {
  for (;;) {
    try {
      const answer = await post();
      if (answer.redirected) {
        forget(form);
        location.assign(answer.url);
        return;
      }
      // Anything else is the server's to explain on a page of its own.
      form.submit();
      return;
    } catch (wrong) {
      say(word(wrong.message) || word("network"));
      await new Promise((done) => {
        const timer = setTimeout(done, AGAIN_MS);
        addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
      });
      say(word("trying"));
    }
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    // Photos go the browser's own way.
    if ([...form.querySelectorAll("input[type=file]")].some((field) => field.files.length)) return;
    event.preventDefault();
    // "This is real" on a rehearsal: from here on every try goes to the real door.
    if (event.submitter?.hasAttribute("formaction")) form.action = event.submitter.formAction;
    if (sending) return;
    busy(true);
    call();
  });
  // Nothing was stored yet: it is sent again without being asked.
  if (form.hasAttribute("data-again")) setTimeout(() => form.requestSubmit(), AGAIN_MS);
  // Coming back to this page must find a button that works.
  addEventListener("pageshow", () => busy(false));
}
