// Keeps a page true: fragments and messages arrive over the line and take their place, without disturbing the reader.
//
// <main data-live="/e/…/stream" data-poll="/e/…/poll" data-after="…">
//   event `fragment`  HTML of elements with an id: each replaces its namesake (data-title renames the page)
//   event `append`    HTML of one <li id="m12" data-message="…">: goes to the end of #conversation
//   event `beat`      every 10 s; its data may be the server's time
//   event `gone`      this page is no longer what it was: load it again

import { keepLine } from "./line.js";
import { morph } from "./morph.js";
import { steady } from "./steady.js";

const root = document.querySelector("[data-live]");

const acts = {
  fragment(html) {
    for (const fresh of parse(html)) {
      if (fresh.dataset.title) document.title = fresh.dataset.title;
      // The page stands where its sentence says it stands.
      if (fresh.id === "state" && fresh.dataset.state) root.dataset.state = fresh.dataset.state;
      const old = document.getElementById(fresh.id);
      if (old) morph(old, fresh);
    }
    changed();
  },
  append(html) {
    const list = document.getElementById("conversation");
    if (!list) return;
    const follow = atEnd(list);
    for (const item of parse(html)) {
      document.getElementById(`pending-${item.dataset.message}`)?.remove();
      const old = document.getElementById(item.id);
      if (old) morph(old, item);
      else list.append(item);
      if (!old && follow) item.scrollIntoView({ block: "nearest" });
    }
    changed();
  },
  beat(now) {
    document.dispatchEvent(new CustomEvent("mayday:now", { detail: now }));
  },
  gone() {
    location.reload();
  },
};

function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

function changed() {
  document.dispatchEvent(new Event("mayday:changed"));
}

// Follow the talk only when its end is already in sight.
function atEnd(list) {
  const box = list.closest(".scroll");
  if (box) return box.scrollHeight - box.scrollTop - box.clientHeight < 120;
  return list.getBoundingClientRect().bottom < innerHeight + 120;
}

if (root) {
  for (const box of document.querySelectorAll(".scroll")) box.scrollTop = box.scrollHeight;
  const { live, poll, after } = root.dataset;
  const take = (type, data) => (type === "beat" ? acts.beat(data) : steady(() => acts[type]?.(data)));
  keepLine({ live, poll, after, types: Object.keys(acts), take });
}
