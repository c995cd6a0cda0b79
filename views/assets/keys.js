// Lets the keyboard do everything in the console: j k move, Enter opens, single letters press what is marked for them.

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.querySelector("[data-row][data-current]");

function typing(target) {
  return target.isContentEditable || target.matches?.("input, textarea, select, [role=textbox]");
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  choose(next);
  (next.querySelector("a, button") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function choose(row) {
  for (const other of rows()) other.toggleAttribute("data-current", other === row);
}

// The current row comes first, then the page's own, then the first row that has it.
function press(key) {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const all = [...document.querySelectorAll(wanted)];
  const outside = all.find((element) => !element.closest("[data-row]"));
  const first = all.find((element) => element.closest(".notes"));
  const element = current()?.querySelector(wanted) ?? outside ?? first;
  if (!element || element.disabled) return false;
  // What is folded away is shown first: nobody presses what they do not see.
  if (reveal(element)) return element.focus();
  if (element.matches("input, textarea, select") && element.type !== "checkbox") element.focus();
  else element.click();
  return true;
}

function act(key) {
  const dialog = document.getElementById("keys");
  if (key === "j") return move(1);
  if (key === "k") return move(-1);
  if (key === "/") return document.querySelector("[data-find]")?.focus();
  if (key === "?") return dialog?.open ? dialog.close() : dialog?.showModal?.();
  if (key === "Enter") return current()?.querySelector("a")?.click();
  return /^[a-z0-9]$/.test(key) ? press(key) : false;
}

const known = (key) => /^[a-z0-9/?]$/.test(key);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  if (event.key === "Escape" && typing(event.target)) return event.target.blur();
  if (typing(event.target)) return;
  // Enter on a link or button is the browser's own.
  if (event.key === "Enter" && !event.target.closest("a, button, summary")) return act("Enter");
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if (known(event.key) && act(event.key) !== false) event.preventDefault();
});

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("[data-row]");
  if (row) choose(row);
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal?.();
});

// Opens whatever an element is folded away in, and says whether it was.
function reveal(element) {
  let folded = false;
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    if (fold.open || fold.querySelector("summary")?.contains(element)) continue;
    fold.open = folded = true;
  }
  return folded;
}

// A link into a folded part unfolds it; not every browser does so by itself.
function unfold(hash) {
  const target = hash.length > 1 && document.getElementById(hash.slice(1));
  if (target && reveal(target) && target.matches("input, textarea, select")) target.focus();
}

addEventListener("hashchange", () => unfold(location.hash));
document.addEventListener("click", ({ target }) => unfold(target.closest('a[href^="#"]')?.hash ?? ""));
unfold(location.hash);
