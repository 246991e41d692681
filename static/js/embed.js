/* Puts widgets into a page: a <div data-matinee="film" data-widget="score"> or a <matinee-widget movie="film" widget="score">
   becomes a frame as high as what it shows, in the light of the page around. */
(() => {
  "use strict";

  /* A module has no currentScript, and a picture in the page may bear that name; then it is found by its own name. */
  const own = document.currentScript;
  const script = own instanceof HTMLScriptElement ? own : document.querySelector('script[src*="/embed.js"]');
  const site = new URL(script.src).origin;
  const once = Symbol.for(`matinee ${site}`);
  if (window[once]) return;
  window[once] = true;

  const places = "matinee-widget,[data-matinee]";
  const options = ["accent", "count", "lang", "review", "show", "size"];
  const asked = (place, name) => place.dataset[name] ?? place.getAttribute(name) ?? "";
  const isOurs = (frame) => frame.src.startsWith(`${site}/embed/`);

  /* A theme that is named wins; then the nearest one that the page names; then what its sheets say. */
  function themeOf(place) {
    const named = asked(place, "theme");
    if (named === "light" || named === "dark") return named;
    const host = place.parentElement?.closest("[data-theme],[data-bs-theme],.dark");
    const said = host && (host.dataset.theme || host.dataset.bsTheme || "dark");
    const scheme = getComputedStyle(place).colorScheme;
    return [said, scheme].find((each) => each === "light" || each === "dark") ?? "";
  }

  function addressOf(place) {
    const widget = asked(place, "widget") || "score";
    const name = encodeURIComponent(asked(place, "matinee") || asked(place, widget === "critic" ? "critic" : "movie"));
    const address = new URL(widget === "critic" ? `/embed/critics/${name}` : `/embed/movies/${name}/${encodeURIComponent(widget)}`, site);
    for (const option of options) {
      if (asked(place, option)) address.searchParams.set(option, asked(place, option));
    }
    return address;
  }

  function fill(place) {
    const link = place.querySelector("a[href]");
    let frame = place.querySelector("iframe");
    if (!place.isConnected || (frame ? !isOurs(frame) : link && link.origin !== site)) return;
    const address = addressOf(place).href;
    if (frame?.dataset.asked === address) return tellTheme(frame);
    frame?.remove();
    frame = document.createElement("iframe");
    frame.dataset.asked = address;
    const theme = themeOf(place);
    frame.src = theme ? `${address}${address.includes("?") ? "&" : "?"}theme=${theme}` : address;
    frame.title = asked(place, "title") || link?.textContent.trim() || "Film reviews";
    if (getComputedStyle(place).display === "inline") place.style.display = "block";
    frame.width = place.clientWidth || 600;
    frame.height = Math.max(place.clientHeight, 150);
    frame.loading = "lazy";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.sandbox = "allow-scripts allow-popups allow-popups-to-escape-sandbox";
    /* Until it has spoken it lies unseen over its place, and the link stands there. It comes first: behind the link it would
       stick out of the page by the link's width. */
    frame.style.cssText = "position:absolute;visibility:hidden;border:0;max-width:100%";
    place.prepend(frame);
  }

  function tellTheme(frame) {
    const theme = themeOf(frame.parentElement);
    if (frame.dataset.told === theme) return;
    frame.dataset.told = theme;
    frame.contentWindow?.postMessage({ type: "matinee:theme", theme }, "*");
  }

  let due;
  function look() {
    due = undefined;
    document.querySelectorAll(places).forEach(fill);
  }
  const lookSoon = () => { due ??= requestAnimationFrame(look); };

  /* In a sandbox a frame has no origin: what counts is whose window speaks. Plain frames of ours are sized, too. */
  addEventListener("message", ({ source, data }) => {
    const height = data?.type === "matinee:height" && data.height;
    if (!Number.isFinite(height)) return;
    for (const frame of document.querySelectorAll("iframe")) {
      if (frame.contentWindow !== source || !isOurs(frame)) continue;
      frame.style.height = `${Math.min(Math.max(height, 40), 5000)}px`;
      const place = frame.closest(places);
      if (!place || !frame.dataset.asked) continue;
      for (const other of place.children) other.style.display = other === frame ? "block" : "none";
      Object.assign(frame.style, { position: "static", visibility: "visible", width: "100%" });
      delete frame.dataset.told;
      tellTheme(frame);
    }
  });

  new MutationObserver(lookSoon).observe(document, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["class", "style", "theme", "widget", "movie", "critic", "data-bs-theme", "data-matinee", "data-widget", "data-theme",
      ...options, ...options.map((each) => `data-${each}`)],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lookSoon);
  look();
})();
