/* The store that this tab shows: the home's ("home") or the reader's own ("own"). Each
 * request of the tab names it in a header. An address that is opened or downloaded has
 * only the cookie, which therefore follows the tab in use. Runs before Dash, whose first
 * request must name the store too. */
(function (root) {
  "use strict";
  const NAME = "care_impact_store";
  const HEADER = "X-Care-Impact-Store";
  const YEAR = 365 * 24 * 3600; // next month the same person goes on with the same store

  function known(value) {
    return value === "own" || value === "home" ? value : null;
  }

  function ofBrowser(cookies) {
    const pair = cookies.split("; ").find((it) => it.startsWith(NAME + "="));
    return known(pair && pair.slice(NAME.length + 1));
  }

  function ofTab() {
    try {
      return known(root.sessionStorage.getItem(NAME));
    } catch {
      return null; // storage may be switched off
    }
  }

  let here = "home";

  function keep() {
    if (ofBrowser(root.document.cookie) !== here)
      root.document.cookie = `${NAME}=${here}; path=/; max-age=${YEAR}; SameSite=Lax`;
  }

  function remember() {
    try {
      root.sessionStorage.setItem(NAME, here);
    } catch {
      // the cookie is then all there is
    }
    keep();
  }

  function follow(event) {
    const way = event.target.closest && event.target.closest("[data-store]");
    if (!way) return;
    here = way.dataset.store;
    remember();
    root.location.assign(way.dataset.path);
  }

  function start() {
    here = ofTab() || ofBrowser(root.document.cookie) || "home";
    remember();
    root.document.addEventListener("click", follow);
    // Also before a link is opened elsewhere or saved: by mouse, touch or key.
    for (const event of ["focus", "pointerdown", "keydown"])
      root.addEventListener(event, keep, true);
    const fetched = root.fetch.bind(root);
    root.fetch = (resource, options = {}) => {
      const headers = new root.Headers(options.headers);
      headers.set(HEADER, here);
      return fetched(resource, { ...options, headers });
    };
  }

  root.careImpactStore = () => ({ [HEADER]: here }); // for XMLHttpRequest
  start();
})(window);
