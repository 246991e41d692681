/* A button that copies what stands in a field. Without it the words are selected by hand. */
(() => {
  "use strict";

  const announcer = document.getElementById("announcer");

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value ?? field.textContent);
        button.textContent = "Copied";
        announcer.textContent = "Copied.";
      } catch {
        getSelection().selectAllChildren(field);
        announcer.textContent = "Selected. Copy it with your keyboard.";
      }
    });
  }
})();
