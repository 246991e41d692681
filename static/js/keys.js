/* Keys for a queue: a key presses the control that names it in data-key. Not while one types, not with Ctrl, Alt or Meta, and
   not when the box data-keys is not ticked; the browser remembers that box. Every control works without a script. */
(() => {
  "use strict";

  const box = document.querySelector("[data-keys]");
  const place = "matinee-keys";

  if (box) {
    try {
      box.checked = localStorage.getItem(place) !== "off";
      box.addEventListener("change", () => localStorage.setItem(place, box.checked ? "on" : "off"));
    } catch {
      box.checked = true;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (box && !box.checked) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    for (const control of document.querySelectorAll("[data-key]")) {
      if (control.dataset.key !== event.key.toLowerCase()) continue;
      event.preventDefault();
      control.click();
      return;
    }
  });
})();
