/* Write tables from one attribute, cell by cell, as text and never as markup. The first
 * cell of a row is its header, so that a screen reader names the row. */
(function (root) {
  "use strict";

  function cell(document, name, [text, classes], scope) {
    const element = document.createElement(name);
    element.textContent = text;
    element.className = classes;
    if (scope) element.setAttribute("scope", scope);
    return element;
  }

  function row(document, cells) {
    const element = document.createElement("tr");
    element.append(...cells);
    return element;
  }

  function written(document, table) {
    const element = document.createElement("table");
    element.className = "data-table";
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
    element.append(caption, head, body);
    return element;
  }

  /* Write a frame again when its table changes: React keeps the frame. */
  const contents = new WeakMap();

  function writeAll(document) {
    for (const frame of document.querySelectorAll("[data-table]")) {
      const content = frame.getAttribute("data-table");
      if (contents.get(frame) === content) continue;
      contents.set(frame, content);
      frame.replaceChildren(written(document, JSON.parse(content)));
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
