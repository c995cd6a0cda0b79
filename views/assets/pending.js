// Shows a message that is on its way in its place in the conversation, and what has become of it.

import { say } from "./words.js";

const list = document.getElementById("conversation");

export function show(letter) {
  if (!list || document.getElementById(`pending-${letter.id}`)) return;
  const item = make("li", { id: `pending-${letter.id}` });
  item.dataset.pending = "sending";
  item.dataset.from = list.dataset.me ?? "caller";
  item.dataset.message = letter.id;
  item.append(
    make("b", { className: "who", textContent: list.dataset.name ?? say("you") }),
    make("p", { className: "words", textContent: letter.words }),
    make("span", { className: "mark", textContent: say("sending") }),
  );
  list.append(item);
  item.scrollIntoView({ block: "nearest" });
}

export function announce(letter, words) {
  const mark = find(letter)?.querySelector(".mark");
  if (mark && mark.textContent !== words) mark.textContent = words;
}

// Stored: it takes its number, unless the live line was faster and brought the message itself.
export function settle(letter, number) {
  const item = find(letter);
  if (!item) return;
  if (number && document.getElementById(`m${number}`)) return item.remove();
  if (number) item.id = `m${number}`;
  delete item.dataset.pending;
  item.querySelector(".mark").textContent = say("stored");
  item.querySelector(".row")?.remove();
}

export function refuse(letter, detail, { again, edit }) {
  const item = find(letter);
  if (!item) return;
  item.dataset.pending = "refused";
  announce(letter, detail);
  item.querySelector(".row")?.remove();
  const row = make("div", { className: "row" });
  const retry = () => {
    row.remove();
    item.dataset.pending = "sending";
    announce(letter, say("sending"));
    again();
  };
  row.append(button(say("again"), retry), button(say("edit"), edit));
  item.append(row);
}

function find(letter) {
  return document.getElementById(`pending-${letter.id}`);
}

function button(words, act) {
  const made = make("button", { type: "button", className: "button", textContent: words });
  made.addEventListener("click", act);
  return made;
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
