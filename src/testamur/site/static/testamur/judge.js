// A judge's rating is saved as it is given. Without this file the page still works by plain posts.
"use strict";
(() => {
  const form = document.getElementById("rating");
  if (!form) return;
  const say = form.dataset;
  const state = document.getElementById("save-state");
  const text = document.getElementById("save-text");
  const rated = document.getElementById("rated");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const PATIENCE = 8000;
  let typing = 0;
  let sending = null;
  let again = false;

  const tell = (kind, words) => {
    state.dataset.save = kind;
    if (text.textContent !== words) text.textContent = words;
  };
  const isGiven = () => form.checkValidity() && new FormData(form).get("rating") !== null;

  async function save() {
    clearTimeout(typing);
    if (!isGiven()) return;
    if (sending) { again = true; return; }
    tell("saving", say.saySaving);
    sending = fetch(location.href, {
      method: "POST", keepalive: true, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
      headers: { Accept: "application/json", "X-CSRFToken": token }, body: new FormData(form),
    });
    try {
      const answer = await sending;
      const body = await answer.json();
      if (answer.ok) {
        tell("saved", say.saySaved);
        rated.textContent = `${body.done} ${rated.dataset.of} ${body.total}`;
      } else tell("waiting", `${say.sayRefused} ${body.reason}`);
    } catch {
      tell("waiting", say.sayWaiting);
    } finally {
      sending = null;
      if (again) { again = false; save(); }
    }
  }

  // The field has the focus, and the page still begins with the question; a phone opens no keyboard over it.
  const field = form.querySelector("input[type=number], input[type=radio]:checked, input[type=radio]");
  if (field && field.type === "number") field.addEventListener("focus", () => field.select());
  if (field && matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });

  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(save, 500);
  });
  form.addEventListener("submit", () => clearTimeout(typing));
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && typing) save(); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const choice = { y: "yes", n: "no" }[key];
    const box = choice && document.getElementById(choice);
    if (box) { box.click(); box.focus(); event.preventDefault(); }
    if (key === "b" && !form.elements.rating) form.requestSubmit();
    if (key === "enter" && event.target.matches("input[type=radio]") && isGiven()) { event.preventDefault(); form.requestSubmit(); }
  });
})();
