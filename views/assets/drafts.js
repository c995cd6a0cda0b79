// Keeps what is typed in every [data-draft] field until its form was accepted, so that no reload can lose it.

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

function keyOf(field) {
  return `draft:${location.pathname}:${field.form?.getAttribute("action") ?? ""}:${field.name}`;
}

export function forget(form) {
  for (const field of form.querySelectorAll("[data-draft]")) {
    box.remove(keyOf(field));
    box.remove(`${keyOf(field)}:sent`);
  }
}

function wordsOf(path, action) {
  return `draft:${path}:${action}:words`;
}

// The words of a form on another page: kept for it, or taken over from it.
export function keep(path, action, words) {
  box.set(wordsOf(path, action), words);
}

export function carry(path, action) {
  const words = box.get(wordsOf(path, action));
  box.remove(wordsOf(path, action));
  return words;
}

// A form that the browser sends itself is taken as accepted when another page follows it; when the reader
// comes back or reloads instead, it may not have been, and the words return.
const arrived = performance.getEntriesByType("navigation")[0]?.type ?? "navigate";

for (const field of document.querySelectorAll("[data-draft]")) {
  const key = keyOf(field);
  if (box.get(`${key}:sent`) && arrived === "navigate" && !document.querySelector("[data-refused]")) {
    box.remove(key);
  }
  box.remove(`${key}:sent`);
  const kept = box.get(key);
  if (kept && !field.value) field.value = kept;
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-draft]")) return;
  if (target.value) box.set(keyOf(target), target.value);
  else box.remove(keyOf(target));
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const field of event.target.querySelectorAll("[data-draft]")) box.set(`${keyOf(field)}:sent`, "1");
});
