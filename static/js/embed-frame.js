/* What a widget does by script: filters without a new page, and its height told to the page around it. All of it is comfort. In a
   sandbox the frame has no origin of its own and much is refused; then a filter is what it is without script: a new page. */
(() => {
  "use strict";

  const MOST_IN_WORDPRESS = 1000;
  const widget = document.querySelector(".widget");
  const secret = () => new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
  const tell = (words) => { if (parent !== window) parent.postMessage(words, "*"); };

  /* WordPress cuts a frame at 1000 pixels: what would be cut is left out, and the foot leads to all of it. */
  function keepBelow() {
    const articles = [...document.querySelectorAll("article")];
    for (const article of articles) article.hidden = false;
    while (articles.length > 1 && widget.getBoundingClientRect().height > MOST_IN_WORDPRESS) articles.pop().hidden = true;
  }

  /* WordPress knows a frame by the secret behind its address; others listen for our own words. */
  function tellHeight() {
    if (secret()) keepBelow();
    const value = Math.ceil(widget.getBoundingClientRect().height);
    tell({ type: "matinee:height", height: value });
    if (secret()) tell({ message: "height", value, secret: secret() });
  }

  new ResizeObserver(tellHeight).observe(widget);
  addEventListener("load", tellHeight);
  addEventListener("hashchange", tellHeight);
  addEventListener("message", (event) => {
    if (event.source !== parent) return;
    if (event.data?.message === "ready") tellHeight();
    if (event.data?.type === "matinee:theme") setTheme(event.data.theme);
  });

  /* The page around has changed its light; a frame that loads anew asks for it by its address. */
  function setTheme(theme) {
    const known = theme === "light" || theme === "dark";
    if (known) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    document.querySelector("meta[name=color-scheme]").content = known ? theme : "light dark";
  }

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
