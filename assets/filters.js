/* The URL is the state. Controls have the id {"type": "filter", "name": <parameter>};
 * whatever they say is merged into location.search, kept in the "selection" store for the
 * page's callbacks, and carried by the navigation links.
 *
 * replaceState, never pushState: after a pushState, Back changes the address but Dash's
 * router leaves the stale page in view. The one exception is a new PCN, which is a new
 * page (its practices differ): it is pushed, and Dash is told to lay the page out again.
 */
(function (root) {
  "use strict";

  const SILENT = ["", "all", null, undefined]; // what the address leaves out

  /* Start from what the address holds, so that a filter this page does not show is kept. */
  function merged(search, controls) {
    const query = new URLSearchParams(search);
    for (const [name, value] of Object.entries(controls)) {
      if (SILENT.includes(value)) query.delete(name);
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

  /* A silent address means the first PCN, which the control then writes: no move. */
  function movesPlace(search, controls) {
    const held = new URLSearchParams(search).get("pcn");
    return Boolean(held && controls.pcn && held !== controls.pcn);
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
