// Changes an element into another one in place, so that focus, selection, open details and half-written fields survive.

export function morph(old, fresh) {
  if (keeps(old)) return old;
  if (old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return fresh;
  }
  copyAttributes(old, fresh);
  copyChildren(old, fresh);
  return old;
}

// What somebody is editing belongs to them until they are done.
function keeps(element) {
  if (!element.matches?.("[data-keep]")) return false;
  if (element.contains(document.activeElement)) return true;
  const fields = element.matches("input, textarea, select")
    ? [element]
    : element.querySelectorAll("input, textarea, select");
  return [...fields].some(edited);
}

function edited(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  if (field.options) return [...field.options].some((o) => o.selected !== o.defaultSelected);
  return field.value !== field.defaultValue;
}

function copyAttributes(old, fresh) {
  // What newly needs a decision opens by itself, once.
  if (fresh.open && fresh.dataset.needs && fresh.dataset.needs !== old.dataset.needs) old.open = true;
  for (const { name } of [...old.attributes]) {
    // Only the reader opens and closes details and dialogs.
    if (name === "open" || name === "data-current") continue;
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

function copyChildren(old, fresh) {
  const children = [...fresh.childNodes];
  const wanted = new Set(children.map(({ id }) => id).filter(Boolean));
  let next = old.firstChild;
  for (const [index, child] of children.entries()) {
    const twin = findTwin(next, child, children.slice(index + 1));
    if (!twin) {
      old.insertBefore(child, next);
      continue;
    }
    // What stood before it and is over goes first, so that it stays where it is: somebody may be pressing it.
    while (next !== twin && !wanted.has(next.id) && !stays(next)) next = removed(next);
    if (twin === next) next = next.nextSibling;
    else move(old, twin, next);
    if (twin.nodeType === Node.ELEMENT_NODE) {
      if (!twin.isEqualNode(child)) morph(twin, child);
    } else if (twin.nodeValue !== child.nodeValue) {
      twin.nodeValue = child.nodeValue;
    }
  }
  while (next) {
    if (stays(next)) next = next.nextSibling;
    else next = removed(next);
  }
}

function removed(node) {
  const { nextSibling } = node;
  node.remove();
  return nextSibling;
}

// Where the browser can, without losing the focus and the press of what is moved.
function move(parent, node, next) {
  if (parent.moveBefore) parent.moveBefore(node, next);
  else parent.insertBefore(node, next);
}

// A message on its way lives only here until it is stored; a half-written field, until it is left.
function stays(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  return node.matches("[data-pending]") || [node, ...node.querySelectorAll("[data-keep]")].some(keeps);
}

// A child with an id is found by it among its later siblings; one without by what it is for, or else it is whatever
// comes next and is nobody else's.
function findTwin(next, child, rest) {
  for (let node = next; node; node = node.nextSibling) if (alike(node, child)) return node;
  const free = next && !next.id && !child.id && next.nodeName === child.nodeName;
  return free && !rest.some((later) => alike(next, later)) ? next : null;
}

function alike(one, other) {
  if (one.nodeName !== other.nodeName || one.nodeType !== Node.ELEMENT_NODE) return false;
  if (one.id || other.id) return one.id === other.id;
  const same = (name) => one.getAttribute(name) === other.getAttribute(name);
  return ["class", "action", "href", "name", "value"].every(same);
}
