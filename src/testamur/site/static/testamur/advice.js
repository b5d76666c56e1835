// The answer follows the weights while they are dragged, and its address can be copied. Without this file a button
// and the address bar do the same. Nothing is sent to anybody but this site.
"use strict";
(() => {
  const form = document.getElementById("weights");
  const SETTLED = 600;

  function replaced(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    for (const fresh of page.querySelectorAll("[data-part]")) {
      const old = document.querySelector(`[data-part="${fresh.dataset.part}"]`);
      if (!old) continue;
      for (const fold of old.querySelectorAll("details[open][id]")) {
        const same = [...fresh.querySelectorAll("details")].find((one) => one.id === fold.id);
        if (same) same.open = true;
      }
      old.replaceWith(document.adoptNode(fresh));
    }
    const head = document.querySelector('[data-part="head"]');
    document.title = document.title.replace(/^.*(?= · )/u, () => head.dataset.title);
    return head.dataset;
  }

  // The link to copy.
  function offer() {
    const button = document.querySelector("[data-copy]");
    if (!button || !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      document.querySelector("[data-copied]").textContent = button.dataset.done;
    });
  }
  offer();
  if (!form) return;

  // The weights.
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const status = form.querySelector("[data-announce]");
  const without = form.querySelector("[data-without]");
  const back = form.querySelector("[data-back]");
  const nothing = form.querySelector("[data-nothing]");
  without.hidden = true;

  function tell() {
    const whole = sliders.reduce((sum, slider) => sum + Number(slider.value), 0);
    for (const slider of sliders) {
      const part = whole ? `${Math.round((100 * slider.value) / whole)}%` : "0%";
      slider.setAttribute("aria-valuetext", part);
      slider.parentElement.querySelector("output").textContent = part;
    }
    nothing.hidden = whole > 0;
    return whole > 0;
  }
  tell();

  const asked = (path) => `${path}?${new URLSearchParams(new FormData(form))}`;
  async function got(address, signal) {
    const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" }, signal });
    if (!answer.ok) throw new Error(answer.statusText);
    return [await answer.text(), answer.url];
  }

  // While one answer is on its way the next waits: the newest weights are asked, none in between.
  let running = false;
  let wanted = false;
  async function follow() {
    wanted = true;
    if (running) return;
    running = true;
    while (wanted) {
      wanted = false;
      try { replaced((await got(asked(form.dataset.live)))[0]); } catch { /* it settles below */ }
    }
    running = false;
  }

  let timer = 0;
  let settling = new AbortController();
  async function settle() {
    settling.abort();
    settling = new AbortController();
    try {
      const [text, url] = await got(asked(form.action), settling.signal);
      const said = replaced(text);
      history.replaceState(null, "", url);
      status.textContent = said.announced;
      offer();
    } catch (reason) {
      if (reason.name !== "AbortError") without.hidden = false; // the plain way stays open
    }
  }

  form.addEventListener("input", () => {
    settling.abort();
    clearTimeout(timer);
    if (!tell()) return;
    follow();
    timer = setTimeout(settle, SETTLED);
  });
  back.addEventListener("click", (event) => {
    event.preventDefault();
    for (const slider of sliders) slider.value = slider.dataset.start;
    form.dispatchEvent(new Event("input"));
  });
})();
