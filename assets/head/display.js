/* Theme (light or dark) and size (normal, or large for a projector), remembered on this
 * machine. Runs before the first paint, so that a dark page never flashes white. */
(function (root) {
  "use strict";
  const page = root.document.documentElement;
  const DISPLAY = {
    theme: {
      attribute: "data-bs-theme",
      values: { light: "Dark theme", dark: "Light theme" }, // the next text of the button
      first: () =>
        root.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
    },
    size: {
      attribute: "data-size",
      values: { normal: "Large text", large: "Normal text" },
      first: () => "normal",
    },
  };

  function remembered(name) {
    try {
      const value = root.localStorage.getItem(`care-impact-${name}`);
      return value in DISPLAY[name].values ? value : null;
    } catch {
      return null; // storage may be switched off
    }
  }

  function remember(name, value) {
    try {
      root.localStorage.setItem(`care-impact-${name}`, value);
    } catch {
      // the choice then lasts as long as the page
    }
  }

  /* The callback of the button, which returns the button's next text. */
  function toggler(name) {
    const { attribute, values } = DISPLAY[name];
    return function toggle(clicks) {
      let value = page.getAttribute(attribute);
      if (clicks) {
        value = Object.keys(values).find((other) => other !== value);
        page.setAttribute(attribute, value);
        remember(name, value);
        root.dispatchEvent(new Event("resize")); // charts measure themselves again
      }
      return values[value];
    };
  }

  const display = {};
  for (const [name, { attribute, first }] of Object.entries(DISPLAY)) {
    page.setAttribute(attribute, remembered(name) || first());
    display[name] = toggler(name);
  }
  root.dash_clientside = Object.assign({}, root.dash_clientside, { display });
})(window);
