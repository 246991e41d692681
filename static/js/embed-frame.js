/* What a widget does by script: filters without a new page, and its height told to the page around it. All of it is comfort. In a
   sandbox the frame has no origin of its own and much is refused; then a filter is what it is without script: a new page. */
(() => {
  "use strict";

  const widget = document.querySelector(".widget");
  const secret = () => new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
  const tell = (words) => { if (parent !== window) parent.postMessage(words, "*"); };

  /* WordPress knows a frame by the secret behind its address; others listen for our own words. */
  function tellHeight() {
    const value = Math.ceil(widget.getBoundingClientRect().height);
    tell({ type: "matinee:height", height: value });
    if (secret()) tell({ message: "height", value, secret: secret() });
  }

  new ResizeObserver(tellHeight).observe(widget);
  addEventListener("load", tellHeight);
  addEventListener("hashchange", tellHeight);
  addEventListener("message", (event) => {
    if (event.source === parent && event.data?.message === "ready") tellHeight();
  });

  /* The frame's place in history is replaced, never added to: the reader's Back belongs to the page around. */
  let wanted;

  async function show(link) {
    const address = new URL(link.href);
    address.hash = location.hash;
    wanted = link;
    try {
      const answer = await fetch(address, { credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (wanted !== link) return;
      for (const id of ["reviews", "shown"]) {
        document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
      }
      document.querySelector(".filters [aria-current]").removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
    } catch {
      if (wanted === link) location.replace(address);
      return;
    }
    try {
      history.replaceState(null, "", address);
    } catch {
      /* Some sandboxes refuse it; then only a reload forgets the filter. */
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.closest(".filters")) {
      event.preventDefault();
      show(link);
    } else if (secret() && link.origin === new URL(location.href).origin) {
      /* Its sandbox opens no windows: WordPress goes there itself. */
      event.preventDefault();
      tell({ message: "link", value: link.href, secret: secret() });
    }
  });
})();
