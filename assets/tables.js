/* Tables are sent as one attribute and written here, cell by cell, as text and never as
 * markup. The first cell of a row is its header, so that a reader hears which row it is. */
(function (root) {
  "use strict";

  function cell(document, name, [text, classes], scope) {
    const made = document.createElement(name);
    made.textContent = text;
    made.className = classes;
    if (scope) made.setAttribute("scope", scope);
    return made;
  }

  function row(document, cells) {
    const made = document.createElement("tr");
    made.append(...cells);
    return made;
  }

  function written(document, table) {
    const made = document.createElement("table");
    made.className = "data-table";
    const caption = cell(document, "caption", [table.caption, ""]);
    caption.id = table.captionId;
    const head = document.createElement("thead");
    head.append(row(document, table.columns.map((it) => cell(document, "th", it, "col"))));
    const body = document.createElement("tbody");
    body.append(
      ...table.rows.map(([first, ...others]) =>
        row(document, [
          cell(document, "th", first, "row"),
          ...others.map((it) => cell(document, "td", it)),
        ])
      )
    );
    made.append(caption, head, body);
    return made;
  }

  /* A frame that is given another table (React keeps the frame) is written again. */
  const shown = new WeakMap();

  function writeAll(document) {
    for (const frame of document.querySelectorAll("[data-table]")) {
      const told = frame.getAttribute("data-table");
      if (shown.get(frame) === told) continue;
      shown.set(frame, told);
      frame.replaceChildren(written(document, JSON.parse(told)));
    }
  }

  if (root.MutationObserver) {
    new root.MutationObserver(() => writeAll(root.document)).observe(root.document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["data-table"],
    });
  }
  if (typeof module === "object") module.exports = { written, writeAll };
})(typeof window === "object" ? window : {});
