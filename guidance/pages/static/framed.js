// Tells the page around the frame how high the article is, so that it can make the frame as high, and
// brings what a link leads to into sight: a browser does not scroll the page around a frame by itself.
"use strict";
(() => {
  if (window.parent === window) return;

  let told = 0;
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // The height of a text that anybody may read is no secret, and the frame does not know who asks.
    window.parent.postMessage({ guidance: "height", height }, "*");
  };
  // Frames that are not in sight are not drawn, and then the observer says nothing.
  addEventListener("load", tell);
  new ResizeObserver(tell).observe(document.body);

  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView({ block: "center" });
  });
})();
