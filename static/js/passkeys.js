// Asks the device for a passkey, or for a sign of one, and sends its answer by the form
// that holds the question. Without this script a passkey can be neither made nor used.

const form = document.querySelector("form[data-passkey]");

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const words = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

// The question comes as text; devices want bytes.
const question = (options) => {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (options.user) asked.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) asked.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) asked.allowCredentials = known(options.allowCredentials);
  return asked;
};

// Devices answer in bytes; forms want text.
const answer = (credential) => {
  const given = credential.response;
  const response = { clientDataJSON: words(given.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[part]) response[part] = words(given[part]);
  }
  if (given.getTransports) response.transports = given.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: words(credential.rawId),
    type: credential.type,
    response,
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  });
};

const ask = async () => {
  const again = form.querySelector("[data-passkey-again]");
  again.hidden = true;
  try {
    if (!navigator.credentials) throw new Error("this browser knows no passkeys");
    const publicKey = question(JSON.parse(form.dataset.options));
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey });
    form.elements.credential.value = answer(credential);
    form.submit();
  } catch (error) {
    form.querySelector("[data-passkey-words]").textContent =
      error.name === "InvalidStateError"
        ? "This device has a passkey for your account already."
        : "That did not work, or took too long. You can try again.";
    again.hidden = false;
  }
};

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}
