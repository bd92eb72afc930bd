/* The URL is the state. Controls have the id {"type": "filter", "name": <parameter>};
 * their values are merged into location.search, written to the "selection" store for the
 * page's callbacks, and added to the navigation links.
 *
 * replaceState, never pushState: after a pushState, Back changes the address but Dash's
 * router leaves the stale page in view. The only exception is a new PCN, which is a new
 * page (its practices differ): pushState and an event make Dash lay the page out again.
 */
(function (root) {
  "use strict";

  const DEFAULTS = ["", "all", null, undefined]; // values that the address omits

  /* Start from the address, so that filters that this page does not show stay in it. */
  function merged(search, controls) {
    const query = new URLSearchParams(search);
    for (const [name, value] of Object.entries(controls)) {
      if (DEFAULTS.includes(value)) query.delete(name);
      else query.set(name, value);
    }
    return query.toString();
  }

  /* The last of a repeated parameter counts, as in Selection.from_query. */
  function selected(query) {
    return Object.fromEntries(new URLSearchParams(query));
  }

  function address(path, query, hash) {
    return path + (query ? "?" + query : "") + (hash || "");
  }

  /* An address without a PCN means the first PCN, which the control writes: no move. */
  function movesPlace(search, controls) {
    const current = new URLSearchParams(search).get("pcn");
    return Boolean(current && controls.pcn && current !== controls.pcn);
  }

  function sync(values, ids, links) {
    const unchanged = root.dash_clientside.no_update;
    const { pathname, search, hash } = root.location;
    const controls = Object.fromEntries(ids.map((id, i) => [id.name, values[i]]));
    if (movesPlace(search, controls)) {
      const query = merged(search, { ...controls, practice: "" });
      root.history.pushState({}, "", address(pathname, query, ""));
      root.dispatchEvent(new root.CustomEvent("_dashprivate_pushstate"));
      return [unchanged, links.map(() => unchanged)];
    }
    const query = merged(search, controls);
    root.history.replaceState(root.history.state, "", address(pathname, query, hash));
    return [selected(query), links.map((link) => address(link.path, query, ""))];
  }

  const filters = { merged, selected, address, movesPlace, sync };
  root.dash_clientside = Object.assign({}, root.dash_clientside, { filters });
  if (typeof module === "object") module.exports = { filters, root };
})(typeof window === "object" ? window : {});
