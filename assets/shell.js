/* What a page change means to someone who does not see it: the navigation says where we
 * are, focus moves to the new page, and its title is announced. */
(function (root) {
  "use strict";
  let first = true;

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
      return root.dash_clientside.no_update;
    }
    const main = root.document.getElementById("main");
    if (main) main.focus({ preventScroll: true });
    root.scrollTo(0, 0);
    return page ? page.title : "";
  }

  root.dash_clientside = Object.assign({}, root.dash_clientside, { shell: { arrived } });
})(window);
