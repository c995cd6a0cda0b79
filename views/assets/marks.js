// Tells the other side how far this screen has got: what has arrived here, and what was seen.
//
// <ol id="conversation" data-me="caller" data-marks="/e/…/marks">
//   posts delivered=<number> seen=<number>, of messages that are not one's own

const list = document.querySelector("#conversation[data-marks]");
const REST_MS = 400;
const AGAIN_MS = 5000;
const told = { delivered: 0, seen: 0 };
let waiting = 0;
let asking = false;

// The last message of the other side; our own need no mark, and nobody waits for one on a line of Mayday's.
function last() {
  const others = [...list.querySelectorAll("li[id^=m]:is([data-from=caller], [data-from=us])")].filter(
    (item) => item.dataset.from !== list.dataset.me,
  );
  return others.length ? Number(others.at(-1).id.slice(1)) || 0 : 0;
}

async function tell() {
  const delivered = Math.max(told.delivered, last());
  const seen = document.visibilityState === "visible" ? delivered : told.seen;
  if (asking || (delivered === told.delivered && seen === told.seen)) return;
  asking = true;
  try {
    const body = new URLSearchParams({ delivered, seen });
    const answer = await fetch(list.dataset.marks, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    Object.assign(told, { delivered, seen });
  } catch {
    // A mark is worth another try, but nobody needs to hear of it.
    soon(AGAIN_MS);
  }
  asking = false;
  if (Math.max(told.delivered, last()) > told.delivered) soon(REST_MS);
}

function soon(wait = REST_MS) {
  clearTimeout(waiting);
  waiting = setTimeout(tell, wait);
}

if (list) {
  soon();
  document.addEventListener("mayday:changed", () => soon());
  document.addEventListener("visibilitychange", () => soon());
}
