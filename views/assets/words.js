// The words of this page, in its reader's language: scripts themselves speak none.
//
// <script type="application/json" id="page-words">{"lost": "No connection since {time}."}</script>

const block = document.getElementById("page-words");
const words = block ? JSON.parse(block.textContent) : {};

export function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_, value) => values[value] ?? "");
}

// How this page writes times: its language with the reader's region, and hours as its own clocks show them.
const { writing, hours } = document.documentElement.dataset;

export function written(instant, style) {
  const half = hours === "12" && style.hour;
  const options = { ...style, ...(half && { hour: "numeric" }), hourCycle: half ? "h12" : "h23" };
  return instant.toLocaleString(writing ?? document.documentElement.lang, options);
}
