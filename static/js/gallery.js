/* The comforts of the page of widgets: a button that copies a line, and previews as high as what they show where the window is
   narrower than the width chosen. Without them a line is selected by hand, and a preview scrolls. */
(() => {
  "use strict";

  const announcer = document.getElementById("announcer");

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", async () => {
      const line = document.getElementById(button.dataset.copy);
      line.select();
      try {
        await navigator.clipboard.writeText(line.value);
        button.textContent = "Copied";
        announcer.textContent = "Copied.";
      } catch {
        line.focus();
        announcer.textContent = "Selected. Copy it with your keyboard.";
      }
    });
  }

  /* Only our own frames are believed, and only within reason. */
  addEventListener("message", ({ source, data }) => {
    if (data?.type !== "matinee:height" || !(data.height > 0 && data.height < 5000)) return;
    for (const frame of document.querySelectorAll(".preview iframe")) {
      if (frame.contentWindow === source && frame.clientWidth < frame.width) frame.height = data.height;
    }
  });
})();
