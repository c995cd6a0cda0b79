// Keeps what is typed in every [data-draft] field until its form was accepted, so that no reload can lose it.

// Beside a draft stands where its form was sent to, until the answer is there.
const SENT = ":sent";

const box = {
  get: (key) => attempt(() => sessionStorage.getItem(key)),
  set: (key, value) => attempt(() => sessionStorage.setItem(key, value)),
  remove: (key) => attempt(() => sessionStorage.removeItem(key)),
};

// Storage may be forbidden or full; the page must work all the same.
function attempt(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

function pathOf(address) {
  return new URL(address ?? "", location.href).pathname;
}

function keyAt(action, name) {
  return `draft:${action}:${name}`;
}

function keyOf(field) {
  return keyAt(pathOf(field.form?.getAttribute("action")), field.name);
}

function drop(key) {
  box.remove(key);
  box.remove(key + SENT);
}

export function forget(form) {
  for (const field of form.querySelectorAll("[data-draft]")) drop(keyOf(field));
}

// The words of a form on another page: kept for it, or taken over from it.
export function keep(action, words) {
  box.set(keyAt(action, "words"), words);
}

export function carry(action) {
  const words = box.get(keyAt(action, "words"));
  box.remove(keyAt(action, "words"));
  return words;
}

// A form that the browser sends itself is accepted when its answer leads to another page. An answer that stays
// holds the words itself, or others that were asked for. Without an answer, whoever comes back or begins anew
// finds their words again.
const [arrival] = performance.getEntriesByType("navigation");
const anew = (arrival?.type ?? "navigate") === "navigate";

if (anew && arrival?.redirectCount !== 0 && !document.querySelector("[data-refused]")) {
  const kept = attempt(() => Object.keys(sessionStorage)) ?? [];
  const sent = kept.filter((key) => key.startsWith("draft:") && key.endsWith(SENT));
  for (const key of sent) drop(key.slice(0, -SENT.length));
}

for (const field of document.querySelectorAll("[data-draft]")) {
  const key = keyOf(field);
  const answered = anew && box.get(key + SENT) === location.pathname;
  box.remove(key + SENT);
  const kept = box.get(key);
  if (!kept || kept === field.value) continue;
  if (answered && field.value) {
    box.set(key, field.value);
  } else {
    field.value = kept;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-draft]")) return;
  if (target.value) box.set(keyOf(target), target.value);
  else box.remove(keyOf(target));
});

document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (defaultPrevented) return;
  const to = pathOf(submitter?.getAttribute("formaction") ?? target.getAttribute("action"));
  for (const field of target.querySelectorAll("[data-draft]")) box.set(keyOf(field) + SENT, to);
});
