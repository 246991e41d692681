/* The one adapter between the page and htmx: every listener to an htmx event lives here, beside the few comforts that need
   a script. Every page works without it. */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);

  /* Requests that change something carry the token that came with the personal fragment. A link on a page that has none goes
     the way it goes without script: to the page that asks. */
  document.addEventListener("htmx:config:request", (event) => {
    const { ctx } = event.detail;
    const { request, sourceElement } = ctx;
    if (ctx.push === "page") ctx.push = pageOf(request.action);
    if (request.method === "GET") return;
    const carrier = document.querySelector("[data-csrf-token]");
    if (carrier) {
      request.headers["X-CSRFToken"] = carrier.dataset.csrfToken;
    } else if (sourceElement.href) {
      event.preventDefault();
      location.assign(sourceElement.href);
    }
  });

  /* What the address bar shows when one list of a page was fetched alone: the page, with what was chosen. */
  function pageOf(fragment) {
    const { pathname, search } = new URL(fragment, location.href);
    return pathname.replace(/^\/fragments(.*)\/[^/]+$/, "$1") + (search === "?show=all" ? "" : search);
  }

  /* An answer of 400 and above that is not the form's own is a message: it goes to #flash, and the form stays as it is. The
     form's own answer is a 422 or 429 that holds the element it is meant for. What comes is parsed without running anything. */
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = event.detail;
    const status = ctx.response ? ctx.response.status : 200;
    if (status < 400) return;
    const answer = new DOMParser().parseFromString(ctx.text || "", "text/html");
    if ((status === 422 || status === 429) && ctx.target?.id && answer.getElementById(ctx.target.id)) return;
    event.preventDefault();
    if (status === 400) renewToken();
    const notice = answer.querySelector("[data-notice]");
    if (notice) {
      tell(document.importNode(notice, true));
    } else {
      tellWords("That did not work", "The site could not answer. What you typed is still here; please try again.");
    }
  });

  /* A token grows old when somebody signs in or out in another tab. A new one is put in its place, so that the next press
     works and nothing that was typed is lost. */
  async function renewToken() {
    const answer = await fetch("/fragments/token");
    if (!answer.ok) return;
    const carrier = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-csrf-token]");
    for (const old of document.querySelectorAll("[data-csrf-token]")) old.dataset.csrfToken = carrier.dataset.csrfToken;
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = carrier.dataset.csrfToken;
  }

  /* No answer at all: the network is away, or the time is up. */
  document.addEventListener("htmx:error", (event) => {
    const { ctx, error } = event.detail;
    if (!ctx || ctx.text !== undefined) return;
    if (isTimeout(ctx, error)) {
      tellWords("The site takes too long to answer", "What you typed is still here. Please try again in a moment.");
    } else {
      tellWords("No connection", "The site cannot be reached. What you typed is still here; please try again when you are online.");
    }
  });

  /* A new attempt clears the message of the last one; a request by itself (on load) does not. */
  document.addEventListener("htmx:before:request", (event) => {
    const { sourceEvent } = event.detail.ctx;
    if (sourceEvent && sourceEvent.isTrusted) byId("flash")?.replaceChildren();
  });

  /* The address as it stands on the screen. Back and forward between two filters of one page must not load the page anew: a
     review half written would be lost. Only the filter is fetched; the rest stays. */
  let shown = location.href;

  document.addEventListener("htmx:after:history:push", () => { shown = location.href; });
  document.addEventListener("htmx:after:history:replace", () => { shown = location.href; });

  document.addEventListener("htmx:before:history:restore", (event) => {
    const [from, to] = [new URL(shown), new URL(location.href)];
    const audience = byId("audience-reviews");
    if (!onlyDiffersIn(from, to, audience ? [...CRITICS, ...AUDIENCE] : CRITICS) || !byId("filter-all")) return;
    event.preventDefault();
    shown = location.href;
    if (differs(from, to, CRITICS)) {
      const filter = byId(`filter-${to.searchParams.get("show") || "all"}`) || byId("filter-all");
      restore(filter.dataset.hxGet, filter, filter.closest("section"));
    }
    if (audience && differs(from, to, AUDIENCE)) restore(`/fragments${to.pathname}/audience-reviews${to.search}`, audience, "#audience-reviews");
  });

  /* The words of an address that choose what the two lists show. */
  const CRITICS = ["show"];
  const AUDIENCE = ["sort", "only", "stars"];

  function restore(address, source, target) {
    window.htmx.ajax("GET", address, { source, target, swap: "outerHTML", push: "false" });
  }

  function differs(from, to, names) {
    return names.some((name) => from.searchParams.get(name) !== to.searchParams.get(name));
  }

  function onlyDiffersIn(before, after, names) {
    const [from, to] = [new URL(before), new URL(after)];
    for (const name of names) {
      from.searchParams.delete(name);
      to.searchParams.delete(name);
    }
    return from.pathname === to.pathname && from.search === to.search;
  }

  function isTimeout(ctx, error) {
    return ctx.request?.signal?.reason === "timeout" || error === "timeout" || error?.name === "TimeoutError";
  }

  function tellWords(title, text) {
    const notice = document.createElement("div");
    notice.className = "notice notice--error";
    notice.dataset.notice = "";
    const heading = document.createElement("p");
    heading.className = "notice__title";
    heading.textContent = title;
    const body = document.createElement("p");
    body.textContent = text;
    notice.append(heading, body);
    tell(notice);
  }

  /* #flash is a live region: what is put there is read out. It must also be seen. */
  function tell(notice) {
    const flash = byId("flash");
    if (!flash) return;
    flash.replaceChildren(notice);
    flash.scrollIntoView({ block: "nearest" });
  }

  /* How many characters are left, as one types; said aloud only near the end. A review is counted as the server counts it:
     in characters, a line's end as one. */
  const counter = new Intl.NumberFormat(document.documentElement.lang || "en");

  document.addEventListener("input", (event) => {
    const field = event.target.closest?.("[data-counter]");
    const place = field && byId(field.dataset.counter);
    if (!place) return;
    const limit = Number(place.dataset.limit);
    const left = limit - [...field.value].length;
    place.textContent = left < 0
      ? `${counter.format(-left)} characters too many`
      : `${counter.format(left)} characters left`;
    place.toggleAttribute("data-over", left < 0);
    place.setAttribute("aria-live", left < 100 ? "polite" : "off");
  });
})();
