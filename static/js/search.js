/* The list under the search field, for keyboards and screen readers: htmx fetches it while one types, this opens and closes it
   and lets the arrow keys walk in it. Without a script the field is a plain form. */
(() => {
  "use strict";

  const field = document.getElementById("search-field");
  const list = document.getElementById("search-hits");
  if (!field || !list) return;

  const options = () => [...list.querySelectorAll("[role=option]")];
  let chosen = -1;
  let chosenAddress = null;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  show(false);

  function show(open) {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    choose(-1);
  }

  function choose(place) {
    const all = options();
    chosen = place;
    chosenAddress = place < 0 ? null : all[place].href;
    all.forEach((option, each) => option.setAttribute("aria-selected", String(each === place)));
    if (place < 0) {
      field.removeAttribute("aria-activedescendant");
    } else {
      field.setAttribute("aria-activedescendant", all[place].id);
      all[place].scrollIntoView({ block: "nearest" });
    }
  }

  /* What was fetched stands in the list: show it, unless the reader has gone on to something else. What was chosen stays so when
     a later answer has it, too. */
  new MutationObserver(() => {
    const before = chosenAddress;
    show(options().length > 0 && field.value.trim() !== "" && field.form.contains(document.activeElement));
    if (!list.hidden && before) choose(options().findIndex((option) => option.href === before));
  }).observe(list, { childList: true });

  field.addEventListener("input", () => { if (field.value.trim() === "") list.replaceChildren(); });
  field.addEventListener("focus", () => { if (list.hidden && options().length && field.value.trim()) show(true); });

  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.isComposing || !all.length || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(true);
      /* One place before the first and after the last is the field itself. */
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + 1 + step + all.length + 1) % (all.length + 1) - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      all[chosen].click();
    }
  });

  field.form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.preventDefault();
    field.focus();
    show(false);
  });

  field.form.addEventListener("focusout", (event) => {
    if (!list.hidden && !field.form.contains(event.relatedTarget)) show(false);
  });
})();
