// Keeps the part of a page that is marked data-live="seconds" up to date; without it a link does the same.
"use strict";
(() => {
  const live = document.querySelector("[data-live]");
  if (!live) return;
  const seconds = Number(live.dataset.live);

  async function look() {
    if (document.visibilityState !== "visible" || live.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (fresh && !live.contains(document.activeElement)) live.replaceChildren(...fresh.childNodes);
    } catch { /* the next look asks again */ }
  }
  setInterval(look, seconds * 1000);
})();
