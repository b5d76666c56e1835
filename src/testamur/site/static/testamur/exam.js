// The exam player's clock and autosave. Without this file the pages still work by plain posts.
// Every answer is put into local storage first, then sent, and taken out only when the server says that it is kept
// (or that it cannot be). Nothing is sent to anybody but this site.
"use strict";
(() => {
  const page = document.querySelector("[data-sitting]");
  if (!page) return;
  const say = page.dataset;
  const form = document.getElementById("question");
  const here = Number(say.position || 0);
  const hold = Number(say.hold);
  const store = `testamur-sitting-${say.sitting}`;
  const saveState = document.getElementById("save-state");
  const saveText = document.getElementById("save-text");
  const timeLeft = document.getElementById("time-left");
  const timeSaid = document.getElementById("time-said");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const SECONDS_FROM = 300;
  const PATIENCE = 8000;
  const LAST_CALL = 5000;
  const ANNOUNCED = [30, 10, 5, 1];

  // The queue of answers that the server has not acknowledged.
  const stored = () => {
    try { return JSON.parse(localStorage.getItem(store)) || []; } catch { return []; }
  };
  const keep = () => {
    try {
      if (rows.length) localStorage.setItem(store, JSON.stringify(rows));
      else localStorage.removeItem(store);
    } catch { /* no storage here: the queue lives as long as the page */ }
  };
  let rows = stored();
  let known = Number(say.next);
  let sequence = Math.max(known, ...rows.map((row) => row.sequence + 1));
  let sending = false;
  let closed = false;
  let offline = false;
  let complaint = "";
  let savedAt = "";
  let wait = 1000;
  let retry = 0;
  let typing = 0;

  const fields = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) {
      if (["csrfmiddlewaretoken", "sequence", "flag", "go"].includes(name)) continue;
      (all[name] = all[name] || []).push(String(value));
    }
    return all;
  };
  const tell = () => {
    let state = "saved";
    let text = savedAt ? `${say.saySaved} ${savedAt}` : say.saySaved;
    if (rows.length) [state, text] = offline ? ["waiting", say.sayOffline] : ["saving", say.saySaving];
    else if (complaint) [state, text] = ["waiting", `${say.sayRefused} ${complaint}`];
    saveState.dataset.save = state;
    if (saveText.textContent !== text) saveText.textContent = text;
  };
  const put = () => {
    clearTimeout(typing);
    typing = 0;
    rows = rows.filter((row) => row.position !== here);
    rows.push({
      sequence: sequence++, position: here, fields: fields(), flagged: document.getElementById("flag").checked, hold, known,
    });
    complaint = "";
    keep();
  };
  const enqueue = () => { put(); tell(); send(); };
  const leave = () => { closed = true; location.assign(say.start); };

  async function send() {
    if (sending || !rows.length || closed) return;
    sending = true;
    clearTimeout(retry);
    const batch = rows.slice(0, 20);
    const sent = new Set(batch.map((row) => row.sequence));
    try {
      const answer = await fetch(say.responses, {
        method: "POST", keepalive: true, credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
        headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
        body: JSON.stringify(batch),
      });
      if (answer.status === 409) { leave(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const body = await answer.json();
      known = body.next;
      sequence = Math.max(sequence, known);
      const settled = new Set([...body.kept, ...body.late, ...Object.keys(body.refused).map(Number)]);
      for (const row of batch) if (row.position === here && body.refused[row.sequence]) complaint = body.refused[row.sequence];
      // A number that another answer has taken is given anew; nothing is dropped.
      rows = rows.filter((row) => !settled.has(row.sequence))
        .map((row) => (sent.has(row.sequence) ? { ...row, sequence: sequence++ } : row));
      if (body.kept.length) savedAt = new Date().toLocaleTimeString("en-GB");
      offline = false;
      wait = 1000;
      heard(body);
    } catch {
      offline = true;
      wait = Math.min(wait * 2, 15000);
    } finally {
      sending = false;
      keep();
      tell();
      if (rows.length && !closed) retry = setTimeout(send, wait * (0.5 + Math.random()));
    }
  }

  // The clock is the server's; between two answers of the server it is counted on here.
  let left = Number(say.left) * 1000;
  let leftAt = performance.now();
  const heard = (body) => {
    left = body.left_seconds * 1000;
    leftAt = performance.now();
    if (body.state !== "open") leave();
  };
  async function beat() {
    try {
      const answer = await fetch(say.state, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const body = await answer.json();
      heard(body);
      if (!body.here) leave();
    } catch { /* the next beat asks again */ }
  }
  const words = (ms) => {
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    if (seconds <= SECONDS_FROM) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} ${say.sayLeft}`;
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    return `${hours ? `${hours} h ` : ""}${minutes % 60} min ${say.sayLeft}`;
  };
  const announced = new Set(ANNOUNCED.filter((minute) => left <= minute * 60000));
  const tick = () => {
    const now = left - (performance.now() - leftAt);
    const text = words(now);
    if (timeLeft.textContent !== text) timeLeft.textContent = text;
    for (const minute of ANNOUNCED) {
      if (now <= minute * 60000 && !announced.has(minute)) {
        announced.add(minute);
        timeSaid.textContent = `${minute} ${say.sayMinutes}`;
      }
    }
    // Before the end nothing waits: neither for the next key nor for the next try.
    if (now <= LAST_CALL && typing) put();
    if (now <= LAST_CALL) send();
    if (now <= -1000 && !closed) leave();
  };

  // The time can be hidden; it is still announced.
  const toggle = document.getElementById("time-toggle");
  let hidden = sessionStorage.getItem("testamur-time-hidden") === "1";
  const showTime = () => {
    timeLeft.hidden = hidden;
    toggle.textContent = hidden ? say.sayShow : say.sayHide;
  };
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    hidden = !hidden;
    sessionStorage.setItem("testamur-time-hidden", hidden ? "1" : "0");
    showTime();
  });

  if (form) {
    form.addEventListener("change", enqueue);
    form.addEventListener("input", (event) => {
      if (!event.target.matches("input[type=text], textarea")) return;
      clearTimeout(typing);
      typing = setTimeout(enqueue, 700);
    });
    // The post carries this page's answer under a later number. What waits stays in the queue, this answer too: if the
    // post does not arrive, the next page sends it; if it does, the earlier number replaces nothing.
    form.addEventListener("submit", () => {
      if (typing || rows.some((row) => row.position === here)) put();
      form.elements.sequence.value = sequence++;
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea, select")) return;
      const button = (value) => form.querySelector(`button[name=go][value=${value}]`);
      if (/^[1-9]$/.test(event.key)) {
        const choices = form.querySelectorAll(".item-body input[type=radio], .item-body input[type=checkbox]");
        const choice = choices[Number(event.key) - 1];
        if (choice) { choice.click(); choice.focus(); event.preventDefault(); }
      } else if (event.key.toLowerCase() === "f") {
        document.getElementById("flag").click();
        event.preventDefault();
      } else if (event.key === "ArrowRight" && !event.target.matches("input")) {
        button("next").click();
      } else if (event.key === "ArrowLeft" && !event.target.matches("input") && button("back")) {
        button("back").click();
      }
    });
  } else {
    // The review: nothing is handed in while an answer is still on its way.
    const last = document.getElementById("hand-in");
    last.addEventListener("submit", (event) => { if (rows.length) { event.preventDefault(); send(); tell(); saveState.scrollIntoView(); } });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    if (typing) put();
    send();
  });
  window.addEventListener("online", () => { wait = 1000; send(); });

  tell();
  showTime();
  tick();
  setInterval(tick, 1000);
  setInterval(beat, 10000);
  if (rows.length) send();
})();
