/* The choice of reader: a cookie that the server uses with synthetic data only, and a
 * reload, so that every number on the page is computed for that reader. */
(function (root) {
  "use strict";

  const COOKIE = "care_impact_reader";

  function current(cookies) {
    const pair = cookies.split("; ").find((it) => it.startsWith(COOKIE + "="));
    return pair ? pair.slice(COOKIE.length + 1) : "board";
  }

  function choose(value) {
    if (value && value !== current(root.document.cookie)) {
      root.document.cookie = `${COOKIE}=${value}; path=/; SameSite=Strict`;
      root.location.reload();
    }
    return root.dash_clientside.no_update;
  }

  const reader = { current, choose };
  root.dash_clientside = Object.assign({}, root.dash_clientside, { reader });
  if (typeof module === "object") module.exports = { reader };
})(typeof window === "object" ? window : {});
