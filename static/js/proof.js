/* A newcomer's proof of work, as altcha has it: find the number whose hash with the salt is the challenge. The work begins when
   somebody turns to the form, so that it is mostly done when they send it; a form that is sent sooner waits for it. What
   cannot be solved is sent without a proof, and waits for a moderator. */
const BATCH = 400;
const works = new WeakMap();
const encoder = new TextEncoder();

const fieldOf = (form) => form?.querySelector?.("input[data-riddle]");

async function solve(riddle) {
  for (let start = 0; start <= riddle.maxnumber; start += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, place) => start + place);
    const hashes = await Promise.all(
      numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(riddle.salt + number)))
    );
    const found = hashes.findIndex((hash) => hex(hash) === riddle.challenge);
    if (found >= 0) return numbers[found];
  }
  throw new Error("no number solves the riddle");
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* Begin once for each field; the promise is kept until the form is replaced. */
function work(field) {
  if (!works.has(field)) {
    const riddle = JSON.parse(field.dataset.riddle);
    const { algorithm, challenge, salt, signature } = riddle;
    works.set(
      field,
      solve(riddle).then(
        (number) => {
          field.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
        },
        () => {
          delete field.dataset.riddle;
        }
      )
    );
  }
  return works.get(field);
}

document.addEventListener("focusin", (event) => {
  const field = fieldOf(event.target.closest?.("form"));
  if (field && !field.value) work(field);
});

/* Before htmx and the browser hear of it. */
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const field = fieldOf(form);
    if (!field || field.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    work(field).then(() => form.requestSubmit(button));
  },
  { capture: true }
);
