/* The pure parts of assets/filters.js, and its one callback on a page made of values. */
const test = require("node:test");
const assert = require("node:assert/strict");
const { filters, root } = require("../../assets/filters.js");

test("controls overwrite what they name and keep the rest", () => {
  assert.equal(
    filters.merged("?pcn=U1&area=U9", { pcn: "U2", month: "2026-10" }),
    "pcn=U2&area=U9&month=2026-10",
  );
});

test("a control that says all, or nothing, is left out", () => {
  for (const silent of ["", "all", null, undefined]) {
    assert.equal(filters.merged("?practice=A1&pcn=U1", { practice: silent }), "pcn=U1");
  }
});

test("merging twice changes nothing more", () => {
  const controls = { month: "2026-10", cohort: "frailty_severe", practice: "all" };
  const once = filters.merged("?a=1&practice=B", controls);
  assert.equal(filters.merged("?" + once, controls), once);
});

test("what a value holds is escaped and comes back", () => {
  const query = filters.merged("", { practice: "a&b=c d?#é" });
  assert.deepEqual(filters.selected(query), { practice: "a&b=c d?#é" });
});

test("the last of a repeated parameter counts", () => {
  assert.deepEqual(filters.selected("pcn=U1&pcn=U2"), { pcn: "U2" });
});

test("an address has no stray marks", () => {
  assert.equal(filters.address("/x", "", ""), "/x");
  assert.equal(filters.address("/x", "a=1", "#top"), "/x?a=1#top");
});

test("only a held PCN that differs is a move", () => {
  assert.equal(filters.movesPlace("?pcn=U1", { pcn: "U2" }), true);
  assert.equal(filters.movesPlace("?pcn=U1", { pcn: "U1" }), false);
  assert.equal(filters.movesPlace("", { pcn: "U2" }), false);
  assert.equal(filters.movesPlace("?pcn=U1", { month: "2026-10" }), false);
});

function page(search) {
  const calls = [];
  root.dash_clientside.no_update = "unchanged";
  root.location = { pathname: "/here", search, hash: "#top" };
  root.history = {
    state: { kept: true },
    replaceState: (state, _, url) => calls.push(["replace", state, url]),
    pushState: (state, _, url) => calls.push(["push", state, url]),
  };
  root.CustomEvent = class {
    constructor(type) {
      this.type = type;
    }
  };
  root.dispatchEvent = (event) => calls.push(["event", event.type]);
  return calls;
}

const IDS = [{ name: "pcn" }, { name: "practice" }];
const LINKS = [{ path: "/" }, { path: "/methods" }];

test("a choice replaces the address and goes to the store and the links", () => {
  const calls = page("?pcn=U1&area=U9");
  const [selection, hrefs] = filters.sync(["U1", "A1"], IDS, LINKS);
  assert.deepEqual(selection, { pcn: "U1", area: "U9", practice: "A1" });
  assert.deepEqual(hrefs, [
    "/?pcn=U1&area=U9&practice=A1",
    "/methods?pcn=U1&area=U9&practice=A1",
  ]);
  assert.deepEqual(calls, [
    ["replace", { kept: true }, "/here?pcn=U1&area=U9&practice=A1#top"],
  ]);
});

test("another PCN is pushed without its old practice, and Dash is told", () => {
  const calls = page("?pcn=U1&practice=A1&month=2026-10");
  const result = filters.sync(["U2", "A1"], IDS, LINKS);
  assert.deepEqual(result, ["unchanged", ["unchanged", "unchanged"]]);
  assert.deepEqual(calls, [
    ["push", {}, "/here?pcn=U2&month=2026-10"],
    ["event", "_dashprivate_pushstate"],
  ]);
});

test("a page without controls still carries the address", () => {
  page("?pcn=U1");
  assert.deepEqual(filters.sync([], [], LINKS), [
    { pcn: "U1" },
    ["/?pcn=U1", "/methods?pcn=U1"],
  ]);
});
