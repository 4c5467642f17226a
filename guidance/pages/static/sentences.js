// A wording is checked as it is typed: after a pause, the last text only. Without this script the button
// "Check it" does the same.
"use strict";
(() => {
  const PAUSE = 500;  // milliseconds

  const check = async (form, area, said, state) => {
    if (state.asked) state.asked.abort();
    if (!area.value.trim()) return said.replaceChildren();
    state.asked = new AbortController();
    const body = new FormData(form);
    body.set("do", "check");
    said.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        signal: state.asked.signal,
        headers: { Accept: "application/json" },
      });
      const found = await answer.json();
      if (answer.ok) said.innerHTML = found.html;
      else tell(said, found.detail || found.title);
    } catch (error) {
      if (error.name === "AbortError") return;
      tell(said, "It could not be checked. Your text is still here.");
    }
    said.removeAttribute("aria-busy");
  };

  const tell = (said, text) => {
    const line = document.createElement("p");
    line.className = "verdict verdict-no";
    line.textContent = text;
    said.replaceChildren(line);
  };

  for (const form of document.querySelectorAll("form[data-check]")) {
    const area = form.querySelector("textarea");
    const said = form.querySelector(".findings");
    const state = { asked: null, pause: 0 };
    area.addEventListener("input", () => {
      clearTimeout(state.pause);
      state.pause = setTimeout(() => check(form, area, said, state), PAUSE);
    });
  }
})();
