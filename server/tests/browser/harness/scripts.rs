//! The scripts that look at a page on a test's behalf; they run from outside its own.

use serde_json::json;

/// The accessibility checker, and how it is asked.
pub const AXE: &str = include_str!("../vendor/axe.min.js");

/// Answers with one line a broken rule.
pub const AXE_RUN: &str = r#"axe.run(document, {
  runOnly: {
    type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  },
  resultTypes: ["violations"],
}).then(({violations}) => violations.map(({id, impact, help, nodes}) => {
  const where = nodes.slice(0, 5).map(({target}) => target.flat().join(" ")).join(", ");
  const more = nodes.length > 5 ? ` and ${nodes.length - 5} more` : "";
  return `${id} (${impact}) at ${where}${more}: ${help}`;
}))"#;

/// How many presses the page says that it has let go.
pub const LET_GO: &str = "Number(document.documentElement.dataset.letGo ?? 0)";

/// Whether nothing has moved since `watch`.
pub const STOOD_STILL: &str = "self.watched?.still ?? false";

/// Notes from now on what the page hears of presses: when one does nothing, this tells whether it
/// came, on what it fell, and whether a script of the page held it back.
pub const LISTEN: &str = r#"(() => {
  if (self.heard) return null;
  const heard = (self.heard = []);
  const note = (event) => setTimeout(() => {
    const { type, target, timeStamp, clientX, clientY, defaultPrevented } = event;
    const name = target.outerHTML?.slice(0, 90) ?? target.nodeName;
    const gone = target.isConnected === false ? ", which is gone" : "";
    const held = defaultPrevented ? ", held back" : "";
    heard.push(`${Math.round(timeStamp)} ms ${type} ${clientX},${clientY} on ${name}${gone}${held}`);
  });
  for (const type of ["pointerdown", "pointerup", "click", "submit"])
    addEventListener(type, note, true);
  return null;
})()"#;

/// What `LISTEN` has heard, the last of it.
pub const HEARD: &str = "(self.heard ?? ['nothing in this document']).slice(-8).join('\\n')";

/// Looks from now on, as often as the page is drawn, whether an element stays what it is and where
/// it is.
pub fn watch(element: &str) -> String {
    format!(
        r#"(() => {{
  const watched = (self.watched = {{ still: true }});
  let last;
  const look = () => {{
    if (self.watched !== watched) return;
    const element = {element};
    const {{ x, y, width, height }} = element?.getBoundingClientRect() ?? {{}};
    const deed = ["href", "name", "value"].map((name) => element?.getAttribute(name));
    const is = JSON.stringify([x, y, width, height, element?.form?.getAttribute("action"), deed]);
    if (last && (last.element !== element || last.is !== is)) watched.still = false;
    last = {{ element, is }};
    requestAnimationFrame(look);
  }};
  look();
}})()"#
    )
}

/// The names that people and screen readers know an element by, for `by_name`.
const NAME: &str = r#"(element) => {
  const labels = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
  const labelled = labels.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const value = element.matches("input") ? element.value : "";
  const name = labelled || element.getAttribute("aria-label") || value || element.innerText;
  return (name ?? "").replace(/\s+/g, " ").trim();
}"#;

/// An expression for the first element that matches a selector.
pub fn by_selector(css: &str) -> String {
    format!("document.querySelector({})", json!(css))
}

/// An expression for the visible button or link with this name, or else the first whose name
/// starts with it.
pub fn by_name(start: &str) -> String {
    let kinds = "button, a[href], summary, [role=button], [role=link], [role=tab], \
                 [role=menuitem], input[type=submit], input[type=button], input[type=reset]";
    format!(
        r#"(() => {{
  const name = {NAME};
  const shown = [...document.querySelectorAll({kinds})].filter((one) => one.checkVisibility());
  return shown.find((one) => name(one) === {start}) ??
    shown.find((one) => name(one).startsWith({start})) ?? null;
}})()"#,
        kinds = json!(kinds),
        start = json!(start.split_whitespace().collect::<Vec<_>>().join(" ")),
    )
}

/// Where to press an element: `{x, y}`, or `{why}` when a person could not press it now.
pub fn point_of(element: &str) -> String {
    format!(
        r#"(() => {{
  const element = {element};
  if (!element) return {{why: "it is not there"}};
  if (element.matches(":disabled")) return {{why: "it is disabled"}};
  if (!element.checkVisibility({{visibilityProperty: true, opacityProperty: true}}))
    return {{why: "it is not visible"}};
  element.scrollIntoView({{block: "center", inline: "center", behavior: "instant"}});
  // A link that wraps has a box per line, and the middle of them all may be outside each.
  const box = [...element.getClientRects()].find(({{width, height}}) => width > 0 && height > 0);
  if (!box) return {{why: "it has no size"}};
  const x = box.x + box.width / 2, y = box.y + box.height / 2;
  const hit = document.elementFromPoint(x, y);
  if (!hit) return {{why: `it is outside the window, at ${{x}}, ${{y}}`}};
  if (!element.contains(hit) && hit.closest("label")?.control !== element)
    return {{why: `it is covered by ${{hit.cloneNode(false).outerHTML}}`}};
  // A phone shows a page that is too wide zoomed out; presses are counted in the window's pixels.
  const {{offsetLeft, offsetTop, scale}} = visualViewport;
  return {{x: (x - offsetLeft) * scale, y: (y - offsetTop) * scale}};
}})()"#
    )
}

/// Makes a field ready for `text` to be typed over what it holds: `{type: true}`. A field that
/// nobody types into (a list, a date) is set instead: `{type: false}`. Else `{why}`.
pub fn ready_field(css: &str, text: &str) -> String {
    format!(
        r#"(() => {{
  const field = {element}, text = {text};
  if (!field) return {{why: "it is not there"}};
  if (field.matches(":disabled, [readonly]")) return {{why: "it cannot be changed"}};
  if (!field.checkVisibility({{visibilityProperty: true}})) return {{why: "it is not visible"}};
  field.scrollIntoView({{block: "center", inline: "center", behavior: "instant"}});
  field.focus();
  if (document.activeElement !== field) return {{why: "it does not take the focus"}};
  const pick = /^(color|date|datetime-local|month|range|time|week)$/.test(field.type);
  if (!pick && !field.matches("select")) {{
    if (field.select) field.select(); else document.getSelection().selectAllChildren(field);
    return {{type: true}};
  }}
  const choice = [...(field.options ?? [])]
    .find((option) => option.value === text || option.label.trim() === text);
  if (field.options && !choice) return {{why: `it does not offer ${{text}}`}};
  if (choice) choice.selected = true; else field.value = text;
  field.dispatchEvent(new Event("input", {{bubbles: true}}));
  field.dispatchEvent(new Event("change", {{bubbles: true}}));
  return {{type: false}};
}})()"#,
        element = by_selector(css),
        text = json!(text),
    )
}
