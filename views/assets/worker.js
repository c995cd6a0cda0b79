// The part of Mayday that stays on a device: shows messages, and answers from them.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  let message = { title: "Mayday", body: "Somebody needs you. Tap to look.", url: "/pager" };
  try {
    message = event.data.json();
  } catch {
    // Whatever came, a tap leads to where the truth is.
  }
  event.waitUntil(Promise.all([show(message), answer(message, "shown").catch(() => {})]));
});

self.addEventListener("notificationclick", (event) => {
  const message = event.notification.data;
  event.notification.close();
  if (event.action && message.answer) {
    event.waitUntil(act(message, event.action));
    return;
  }
  const confirms = message.answer && message.kind === "code" ? act(message, "confirm") : null;
  event.waitUntil(Promise.all([confirms, open(message.url)]));
});

// The answer of the house stands where the question stood: who has it, and nothing assumed.
async function act(message, deed) {
  let truth;
  try {
    const response = await answer(message, deed);
    truth = await response.json();
    truth.title ??= truth.detail;
  } catch {
    truth = { ...message, body: "That did not get through: no network. Press again." };
  }
  await show({ tag: message.tag, url: message.url, quiet: true, ...truth });
}

function answer(message, deed) {
  if (!message.answer) return Promise.resolve();
  return fetch(`${message.answer}/${deed}`, { method: "POST", headers: { accept: "application/json" } });
}

async function open(url) {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const same = all.find((one) => new URL(one.url).pathname === url);
  await (same ? same.focus() : self.clients.openWindow(url));
}

function show(message) {
  const { title, body, tag, quiet, actions } = message;
  return self.registration.showNotification(title, {
    body,
    tag,
    actions,
    data: message,
    renotify: Boolean(tag) && !quiet,
    requireInteraction: Boolean(actions),
    silent: Boolean(quiet),
    vibrate: quiet ? undefined : [500, 200, 500, 200, 500, 200, 500],
  });
}
