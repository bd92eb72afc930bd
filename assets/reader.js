/* Choosing a reader: a cookie that the server heeds with synthetic data only, and a
 * reload, so that every number on the page is asked for again as that reader. */
(function (root) {
  "use strict";

  const COOKIE = "care_impact_reader";

  function held(cookies) {
    const pair = cookies.split("; ").find((it) => it.startsWith(COOKIE + "="));
    return pair ? pair.slice(COOKIE.length + 1) : "board";
  }

  function choose(value) {
    if (value && value !== held(root.document.cookie)) {
      root.document.cookie = `${COOKIE}=${value}; path=/; SameSite=Strict`;
      root.location.reload();
    }
    return root.dash_clientside.no_update;
  }

  const reader = { held, choose };
  root.dash_clientside = Object.assign({}, root.dash_clientside, { reader });
  if (typeof module === "object") module.exports = { reader };
})(typeof window === "object" ? window : {});
