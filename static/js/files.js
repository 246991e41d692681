/* A file that is too large is told so when it is chosen, and is not sent for nothing. Without a script the site says so. */
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-largest]")) {
    const input = form.querySelector("input[type=file]");
    const most = Number(form.dataset.largest);

    const isTaken = () => {
      const isLarge = [...input.files].some((file) => file.size > most * 1024 ** 2);
      input.setCustomValidity(isLarge ? `A file may have ${most} MB here, and this one has more.` : "");
      return !isLarge || input.reportValidity();
    };

    input.addEventListener("change", isTaken);
    form.addEventListener("submit", (event) => {
      if (!isTaken()) event.preventDefault();
    });
  }
})();
