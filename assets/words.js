/* List the glossary terms of this page at its foot, each with a link to its meaning. Dash
 * lays the page out piece by piece, so the list is made again when the page is stable. */
(function (root) {
  "use strict";
  const doc = root.document;
  const GLOSSARY = "/glossary";
  let terms, pending, lastKey;

  function pattern(words) {
    const any = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
    return new RegExp(`(?<![\\w/-])(?:${any})s?(?![\\w-])`, "i");
  }

  function read(place) {
    return JSON.parse(place.dataset.terms).map(([slug, ...words]) => ({
      slug, word: words[0], pattern: pattern(words),
    }));
  }

  function link(term) {
    const item = doc.createElement("li");
    const to = doc.createElement("a");
    to.href = `${GLOSSARY}#term-${term.slug}`;
    to.textContent = term.word;
    item.append(to);
    return item;
  }

  function list() {
    const place = doc.getElementById("words");
    const main = doc.getElementById("main");
    if (!place || !main) return;
    terms = terms || read(place);
    const onGlossary = root.location.pathname === GLOSSARY;
    const text = onGlossary ? "" : main.innerText;
    const used = terms.filter((term) => term.pattern.test(text));
    const key = used.map((term) => term.slug).join();
    if (key === lastKey) return;
    lastKey = key;
    place.hidden = used.length === 0;
    place.querySelector("ul").replaceChildren(...used.map(link));
  }

  new root.MutationObserver(() => {
    root.clearTimeout(pending);
    pending = root.setTimeout(list, 300);
  }).observe(doc.documentElement, { childList: true, subtree: true });
})(window);
