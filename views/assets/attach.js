// Sends files while the page stays: shows how far they have got, and takes what is pasted or dropped.

import { say as words } from "./words.js";

const form = document.querySelector("form.composer[enctype]");
const inputs = form ? [...form.querySelectorAll("input[type=file]")] : [];
const all = form?.querySelector("#file");
const told = document.getElementById("upload");
const FILES_MAX = 6;
const BYTES_MAX = 15 * 1024 * 1024;

function chosen() {
  return inputs.flatMap((input) => [...input.files]);
}

function say(words) {
  if (told) told.textContent = words;
}

// What is pasted or dropped stands in the same field as what is chosen.
function add(files) {
  if (!files.length || !all) return;
  const box = new DataTransfer();
  for (const file of [...all.files, ...files]) box.items.add(file);
  all.files = box.files;
  form.querySelector("details.attach").open = true;
  look();
}

function look() {
  const files = chosen();
  const large = files.find((file) => file.size > BYTES_MAX);
  if (large) say(words("upload-large", { name: large.name }));
  else if (files.length > FILES_MAX) say(words("upload-many"));
  else if (files.length) say(words("upload-ready", { count: files.length }));
  else say("");
}

function send(event) {
  if (!chosen().length) return;
  event.preventDefault();
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.timeout = 300_000;
  request.upload.onprogress = ({ loaded, total }) => {
    if (total) say(words("upload-progress", { percent: Math.floor((100 * loaded) / total) }));
  };
  const failed = () => {
    form.removeAttribute("aria-busy");
    say(words("upload-lost"));
  };
  request.onerror = failed;
  request.ontimeout = failed;
  request.onload = () => {
    form.removeAttribute("aria-busy");
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // What is no JSON has no words for us.
    }
    if (request.status >= 300) return say(answer.detail ?? words("upload-refused"));
    if (answer.moved) return location.assign(answer.moved);
    for (const input of inputs) input.value = "";
    form.elements.words.value = "";
    form.elements.words.dispatchEvent(new Event("input", { bubbles: true }));
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    form.elements.message.value = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    const refused = (answer.refused ?? []).map(({ name, why }) => (name ? `${words("upload-not-kept", { name })} ${why}` : why));
    say([words("upload-sent"), ...refused].join(" "));
  };
  form.setAttribute("aria-busy", "true");
  say(words("upload-sending"));
  request.send(new FormData(form, event.submitter));
}

if (form) {
  form.addEventListener("submit", send);
  for (const input of inputs) input.addEventListener("change", look);
  form.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    add(files);
  });
  document.addEventListener("dragover", (event) => {
    if ([...(event.dataTransfer?.types ?? [])].includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    add(files);
  });
}
