/* A change of page for a screen reader: the navigation marks the page, focus moves to
 * it, and its title is announced. */
(function (root) {
  "use strict";
  let first = true;

  // Dash lays a page out after the browser has looked for the place in its address.
  function toPlace(frames = 60) {
    if (!root.location.hash) return;
    const place = root.document.getElementById(root.location.hash.slice(1));
    if (place) place.scrollIntoView();
    else if (frames) root.requestAnimationFrame(() => toPlace(frames - 1));
  }

  function arrived(page) {
    const here = root.location.pathname;
    for (const link of root.document.querySelectorAll(".site-nav a")) {
      const path = new URL(link.href, root.location.href).pathname;
      if (path === here) {
        link.setAttribute("aria-current", "page");
        // On a phone the row is wider than the screen.
        link.scrollIntoView({ block: "nearest", inline: "center" });
      } else link.removeAttribute("aria-current");
    }
    if (first) {
      first = false;
      toPlace();
      return root.dash_clientside.no_update;
    }
    const main = root.document.getElementById("main");
    if (main) main.focus({ preventScroll: true });
    root.scrollTo(0, 0);
    toPlace();
    return page ? page.title : "";
  }

  root.dash_clientside = Object.assign({}, root.dash_clientside, { shell: { arrived } });
})(window);
