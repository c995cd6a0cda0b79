// Registers this device and signs in with it, where the browser can.

const add = document.getElementById("passkey-add");
const enter = document.getElementById("passkey-enter");
const inDigits = /^[\d.]+$|^\[/.test(location.hostname);

if (window.PublicKeyCredential && window.isSecureContext && !inDigits) {
  for (const [form, ceremony] of [[add, register], [enter, signIn]]) {
    if (!form) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      start(form, ceremony);
    });
  }
}

async function start(form, ceremony) {
  const problem = form.querySelector("[role=alert]");
  const button = form.querySelector("button");
  problem.hidden = true;
  button.disabled = true;
  try {
    const asked = await (await fetch(form.dataset.challenge, { method: "POST", headers: { accept: "application/json" } })).json();
    if (!asked.challenge) throw new Error(asked.detail);
    if (asked.origin !== location.origin) throw new Error(`Open ${asked.origin} and try again.`);
    const fields = await ceremony(asked);
    for (const [name, value] of Object.entries(fields)) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      form.append(input);
    }
    form.submit();
  } catch (error) {
    const given = error.name === "NotAllowedError" ? "The device did not confirm it. Try again." : error.message;
    problem.textContent = error.name === "InvalidStateError" ? "This device is registered already." : given;
    problem.hidden = false;
    button.disabled = false;
  }
}

async function register(asked) {
  const { response, rawId } = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(asked.challenge),
      rp: { id: asked.host, name: asked.organisation },
      user: { id: bytes(asked.user), name: asked.name, displayName: asked.shown },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: asked.known.map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });
  return { id: text(rawId), client: text(response.clientDataJSON), attestation: text(response.attestationObject) };
}

async function signIn(asked) {
  const { response, rawId } = await navigator.credentials.get({
    publicKey: { challenge: bytes(asked.challenge), rpId: asked.host, userVerification: "required" },
  });
  return {
    id: text(rawId),
    client: text(response.clientDataJSON),
    data: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

function bytes(base64) {
  const plain = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
