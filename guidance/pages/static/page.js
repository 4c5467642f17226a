// A word that was opened from the text closes with Escape or a click beside it, and the reader is back
// at the very place it was opened from. Without this script the link "Back to the text" leads there.
"use strict";
(() => {
  let opener = null;
  const open = () => document.querySelector(".entry:target");

  const close = () => {
    if (!open() || !opener || opener.hash !== location.hash) return false;
    const back = opener;
    opener = null;
    addEventListener("popstate", () => back.focus({ preventScroll: true }), { once: true });
    history.back();
    return true;
  };

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    if (link && link.matches(".term")) {
      // A second word takes the place of the first, so that one step back still leads to the text.
      if (open() && opener) {
        event.preventDefault();
        location.replace(link.hash);
      }
      opener = link;
    } else if (link ? link.matches(".close") : !event.target.closest(".entry")) {
      if (close()) event.preventDefault();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open() || close()) return;
    const link = open().querySelector(".close");
    if (link) link.click();
  });
})();
