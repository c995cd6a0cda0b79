// Lets this device get messages, where the browser can; says honestly where it cannot.

const form = document.getElementById("push-add");
const says = document.getElementById("push-says");

if (form) {
  const apple = /iPhone|iPad/.test(navigator.userAgent);
  if (!window.isSecureContext) {
    tell("This device can get messages only where Mayday is opened with https.");
  } else if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    tell(
      apple
        ? "On an iPhone or iPad: share this page, choose Add to Home Screen, and open Mayday from there. Then this device can get messages."
        : "This browser cannot get messages. Calls and texts reach you all the same.",
    );
  } else if (Notification.permission === "denied") {
    tell("Notifications of this site are blocked on this device. Allow them in the settings of the browser, then load this page again.");
  } else {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      add();
    });
    known();
  }
}

function tell(text) {
  says.textContent = text;
  says.hidden = false;
}

// Marks the line of the device that shows the page.
async function known() {
  const registration = await navigator.serviceWorker.getRegistration(form.dataset.scope);
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return;
  for (const line of document.querySelectorAll("[data-device]")) {
    if (!subscription.endpoint.endsWith(line.dataset.device)) continue;
    const mark = Object.assign(document.createElement("span"), { className: "tag", textContent: "this device" });
    line.querySelector("p").append(" ", mark);
  }
}

async function add() {
  const problem = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  problem.hidden = true;
  button.disabled = true;
  try {
    if ((await Notification.requestPermission()) !== "granted") {
      throw new Error("The browser was not allowed to show notifications. Allow them for this site, then press again.");
    }
    const answer = await fetch(form.dataset.key, { method: "POST", headers: { accept: "application/json" } });
    const { key, detail } = await answer.json();
    if (!key) throw new Error(detail);
    const { worker, scope } = form.dataset;
    await navigator.serviceWorker.register(worker, { scope });
    const registration = await ready(scope);
    const subscription = await subscribe(registration, key);
    const { endpoint, keys } = subscription.toJSON();
    for (const [name, value] of Object.entries({ endpoint, ...keys })) {
      const input = form.querySelector(`input[name=${name}]`);
      if (input) input.value = value;
    }
    form.submit();
  } catch (error) {
    problem.textContent = error.name === "AbortError" || error.name === "NotAllowedError"
      ? "The browser did not get a place for messages from its maker. It may be switched off in its settings, or this network may block it. Try again, or use another browser."
      : error.message;
    problem.hidden = false;
    button.disabled = false;
  }
}

// `navigator.serviceWorker.ready` waits for a worker that holds this page; any active one will do.
async function ready(scope) {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  const worker = registration.installing ?? registration.waiting;
  if (worker && !registration.active) {
    await new Promise((resolve) => worker.addEventListener("statechange", () => worker.state === "activated" && resolve()));
  }
  return registration;
}

async function subscribe(registration, key) {
  const wanted = { userVisibleOnly: true, applicationServerKey: key };
  const old = await registration.pushManager.getSubscription();
  const used = old?.options.applicationServerKey;
  // What was subscribed under another key cannot be sent to any more.
  if (used && text(used) !== key) await old.unsubscribe();
  return registration.pushManager.subscribe(wanted);
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
