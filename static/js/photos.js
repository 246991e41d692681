/* The photo pages turn with the arrow keys and with a finger. Without a script their links do. */
(() => {
  "use strict";

  const previous = document.querySelector("[data-photos] a[rel=prev]");
  const next = document.querySelector("[data-photos] a[rel=next]");

  if (previous || next) {
    const rightToLeft = document.documentElement.dir === "rtl";
    const turn = (forward) => (forward !== rightToLeft ? next : previous)?.click();

    document.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (event.target.closest("input, textarea, select")) return;
      if (event.key === "ArrowRight") turn(true);
      if (event.key === "ArrowLeft") turn(false);
    });

    let start = null;
    document.addEventListener("touchstart", (event) => {
      start = event.touches.length === 1 && event.target.closest("[data-photos]") ? event.touches[0] : null;
    }, { passive: true });
    document.addEventListener("touchend", (event) => {
      if (!start) return;
      const across = event.changedTouches[0].clientX - start.clientX;
      const down = event.changedTouches[0].clientY - start.clientY;
      start = null;
      if (Math.abs(across) > 48 && Math.abs(across) > 2 * Math.abs(down)) turn(across < 0);
    }, { passive: true });
  }
})();
