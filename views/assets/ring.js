// Rings while something on the page rings: two tones, a changing title, and the telephone's own shake.

const ROUND_MS = 2000;
let sound = null;
let calm = document.title;
let shout = "";
let shouting = false;

const ringing = () => document.querySelector("[data-ringing]");

// Browsers allow sound only after a gesture, so a button asks for it once and says what it did.
async function allow() {
  try {
    sound ??= new AudioContext();
    await sound.resume();
    remember("on");
    tone(660, 0, 0.12);
  } catch {
    sound = null;
  }
  label();
}

function silence() {
  sound?.close();
  sound = null;
  remember("off");
  label();
}

function remember(wish) {
  try {
    localStorage.setItem("sound", wish);
  } catch {
    // Then it is asked again next time.
  }
}

function wished() {
  try {
    return localStorage.getItem("sound") === "on";
  } catch {
    return false;
  }
}

function label() {
  const on = sound?.state === "running";
  for (const button of document.querySelectorAll("[data-sound]")) {
    button.textContent = on ? "Turn sound off" : "Turn sound on";
    button.setAttribute("aria-pressed", String(on));
  }
}

function tone(frequency, after, length) {
  const start = sound.currentTime + after;
  const [voice, volume] = [sound.createOscillator(), sound.createGain()];
  voice.frequency.value = frequency;
  voice.type = "triangle";
  // A soft edge: a hard one clicks.
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.25, start + 0.02);
  volume.gain.setValueAtTime(0.25, start + length - 0.05);
  volume.gain.linearRampToValueAtTime(0, start + length);
  voice.connect(volume).connect(sound.destination);
  voice.start(start);
  voice.stop(start + length);
}

function round() {
  const who = ringing();
  if (!who) return hush();
  if (sound?.state === "running") {
    tone(880, 0, 0.35);
    tone(660, 0.4, 0.45);
  }
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.([400, 150, 400]);
  // The page may have been renamed meanwhile.
  if (!shouting || document.title !== shout) calm = document.title;
  shouting = !shouting;
  shout = who.dataset.ringing || "Ringing";
  document.title = shouting ? shout : calm;
}

function hush() {
  if (shouting && document.title === shout) document.title = calm;
  shouting = false;
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-sound]")) return;
  if (sound?.state === "running") silence();
  else allow();
});

if (wished()) {
  const first = ({ target }) => target.closest("[data-sound]") || sound || allow();
  addEventListener("pointerdown", first, { once: true });
}
setInterval(round, ROUND_MS);
document.addEventListener("mayday:changed", () => (ringing() ? null : hush()));
