/* The pure parts of assets/readings.js; the browser test changes real selects. */
const test = require("node:test");
const assert = require("node:assert/strict");
const { readings } = require("../../assets/readings.js");

const select = (value, dataset) => ({ value, dataset });

function section(table, columns, values = [], order = null, fixed = []) {
  return {
    dataset: { file: "list.csv" },
    querySelector: (selector) => (selector === "[data-reads]" ? table : order),
    querySelectorAll: (selector) =>
      ({ "[data-column]": columns, "[data-values]": values, "[data-fixed]": fixed })[selector],
  };
}

const patients = () => select("patients", { reads: "patients" });
const nhs = () => select("patient_id", { column: "nhs_number", was: "patient_id" });
const sex = (value) => select(value, { values: "sex", written: "m", was: "male" });

test("a file that nobody changed is not chosen", () => {
  assert.equal(readings.choice(section(patients(), [nhs()], [sex("male")])), null);
});

test("another table is chosen without columns: they are proposed anew", () => {
  const other = select("cohorts", { reads: "patients" });
  assert.deepEqual(readings.choice(section(other, [nhs()])), { table: "cohorts" });
});

test("one change sends all columns and values of its file", () => {
  const age = select("", { column: "age", was: "birth_year" });
  assert.deepEqual(readings.choice(section(patients(), [nhs(), age], [sex("male")])), {
    table: "patients",
    columns: { patient_id: "nhs_number" },
    values: { sex: { m: "male" } },
  });
});

test("a value that is not recorded is sent as such, and so is the order of dates", () => {
  const order = select("month", {});
  assert.deepEqual(readings.choice(section(patients(), [nhs()], [sex("")], order)), {
    table: "patients",
    columns: { patient_id: "nhs_number" },
    values: { sex: { m: "" } },
    month_first: true,
  });
});

test("two columns of one meaning are refused by name", () => {
  const other = select("patient_id", { column: "emis_number", was: "" });
  assert.throws(
    () => readings.choice(section(patients(), [nhs(), other])),
    /Two columns of list.csv are read as patient id/,
  );
});

test("what is the same in every row is sent, chosen or written", () => {
  const was = { was: "" };
  const direction = select("out", { fixed: "direction", ...was });
  const practice = { dataset: { fixed: "practice_code", ...was }, querySelector: () => ({ value: " Y99001 " }) };
  const none = select("", { fixed: "sex", ...was });
  const sent = readings.choice(section(patients(), [nhs()], [], null, [direction, practice, none]));
  assert.deepEqual(sent.constants, { direction: "out", practice_code: "Y99001" });
});
