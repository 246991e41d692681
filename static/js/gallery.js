/* The comforts of the page of widgets: a button that copies a text, and a preview as high as what it shows. Without them a text is
   selected by hand, and a preview is as high as was foretold. */
(() => {
  "use strict";

  const announcer = document.getElementById("announcer");

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const words = button.firstChild;
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        words.data = "Copied";
        announcer.textContent = "Copied.";
        setTimeout(() => { words.data = "Copy"; }, 4000);
      } catch {
        field.focus();
        announcer.textContent = "Selected. Copy it with your keyboard.";
      }
    });
  }

  /* Only our own frames are believed, and only within reason. */
  addEventListener("message", ({ source, data }) => {
    if (data?.type !== "matinee:height" || !(data.height > 0 && data.height < 5000)) return;
    for (const frame of document.querySelectorAll(".preview iframe")) {
      if (frame.contentWindow === source) frame.height = data.height;
    }
  });
})();
