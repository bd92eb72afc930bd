/* Runs before the first paint, so that a dark page never flashes white. */
(function (root) {
  "use strict";
  const KEY = "care-impact-theme";
  const page = root.document.documentElement;

  function remembered() {
    try {
      return root.localStorage.getItem(KEY);
    } catch {
      return null; // storage may be switched off
    }
  }

  function remember(theme) {
    try {
      root.localStorage.setItem(KEY, theme);
    } catch {
      // the theme then lasts as long as the page
    }
  }

  function show(theme) {
    page.setAttribute("data-bs-theme", theme);
  }

  const dark = root.matchMedia("(prefers-color-scheme: dark)").matches;
  show(remembered() || (dark ? "dark" : "light"));

  /* Called by the button; gives the button's next text. */
  function toggle(clicks) {
    let theme = page.getAttribute("data-bs-theme");
    if (clicks) {
      theme = theme === "dark" ? "light" : "dark";
      show(theme);
      remember(theme);
    }
    return theme === "dark" ? "Light theme" : "Dark theme";
  }

  root.dash_clientside = Object.assign({}, root.dash_clientside, { theme: { toggle } });
})(window);
