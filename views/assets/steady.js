// A press counts only for what a person could have meant: when the page has moved another button under the finger
// within the last blink, the press is let go, and the next one counts.

const BLINK_MS = 400;
const PRESSED = "button, a[href], summary, input[type=submit]";

// Where everything stood before each of the latest changes.
let before = [];

// What an element does, whatever element does it by now.
function deed(element) {
  if (!element) return "";
  const form = element.form;
  const to = form ? `${form.getAttribute("action")} ${element.name}=${element.value}` : element.getAttribute("href");
  return `${element.nodeName} ${to ?? ""} ${to ? "" : element.textContent.trim()}`;
}

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

// Changes the page, and remembers for a blink what stood where.
export function steady(change) {
  const was = places();
  change();
  before = [...before.filter(({ at }) => was.at - at < BLINK_MS), was];
}

function meant(x, y, now) {
  return before.every(({ seen }) => {
    const was = seen.find(({ left, top, right, bottom }) => x >= left && x <= right && y >= top && y <= bottom);
    return !was || was.deed === now;
  });
}

document.addEventListener(
  "click",
  (event) => {
    // Keys and scripts press by name, not by place.
    if (!event.detail || !before.length) return;
    before = before.filter(({ at }) => performance.now() - at < BLINK_MS);
    const pressed = event.target.closest?.(PRESSED);
    if (!pressed || meant(event.clientX, event.clientY, deed(pressed))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
addEventListener("scroll", () => (before = []), { passive: true, capture: true });
