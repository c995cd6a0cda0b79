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
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const twin = findTwin(old, next, child);
    if (!twin) {
      old.insertBefore(child, next);
      continue;
    }
    if (twin === next) next = next.nextSibling;
    else old.insertBefore(twin, next);
    if (twin.nodeType === Node.ELEMENT_NODE) {
      if (!twin.isEqualNode(child)) morph(twin, child);
    } else if (twin.nodeValue !== child.nodeValue) {
      twin.nodeValue = child.nodeValue;
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    if (!stays(gone)) gone.remove();
  }
}

// A message on its way lives only here until it is stored; a half-written field, until it is left.
function stays(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  return node.matches("[data-pending]") || [node, ...node.querySelectorAll("[data-keep]")].some(keeps);
}

// A child with an id is found by it among its later siblings; one without must simply come next.
function findTwin(old, next, child) {
  if (child.id) {
    for (let node = next; node; node = node.nextSibling) if (node.id === child.id) return node;
    return null;
  }
  if (next && !next.id && next.nodeName === child.nodeName) return next;
  return null;
}
