/* The choice of reader: a cookie that the server heeds where it offers the choice, and a
 * reload, so that every number on the page is computed for that reader. */
(function (root) {
  "use strict";

  function choose(value) {
    const { cookie, role } = root.document.querySelector(".reader-switch").dataset;
    if (value && value !== role) {
      root.document.cookie = `${cookie}=${value}; path=/; SameSite=Strict`;
      root.location.reload();
    }
    return root.dash_clientside.no_update;
  }

  root.dash_clientside = Object.assign({}, root.dash_clientside, { reader: { choose } });
})(window);
