/* The pure parts of assets/worklist.js; the browser test works from a list. */
const test = require("node:test");
const assert = require("node:assert/strict");
const { worklist } = require("../../assets/worklist.js");

const FIELDS = { state: "6", setBy: "7" };

test("the columns of a state are found by their names, wherever they stand", () => {
  const columns = [
    { field: "0", headerName: "Place" },
    { field: "beside-0", headerName: "NHS number" },
    { field: "6", headerName: "State" },
    { field: "7", headerName: "Set by" },
  ];
  assert.deepEqual(worklist.fieldsOf(columns), FIELDS);
  assert.deepEqual(worklist.fieldsOf([]), { state: undefined, setBy: undefined });
});

test("a row takes the state that is kept, whoever set it", () => {
  const answer = { done: false, said: "told", state: "Booked", set_by: "B", revision: 4 };
  assert.deepEqual(worklist.answered(FIELDS, "Done", answer), {
    6: "Booked",
    7: "B",
    revision: 4,
  });
});

test("a row goes back to what it was if nothing was kept", () => {
  assert.deepEqual(worklist.answered(FIELDS, "Done", { said: "no" }), { 6: "Done" });
});
