/* The pure parts of assets/upload.js; the browser test sends real files. */
const test = require("node:test");
const assert = require("node:assert/strict");
const { upload } = require("../../assets/upload.js");

const file = (name, size = 10) => ({ name, size });
const names = (files) => files.map((it) => it.name);

test("only files of the extract are sent, in any mix of capitals", () => {
  const { good, refused } = upload.sorted(
    [file("patients.CSV"), file("a.parquet"), file("x.zip"), file("notes.docx"), file("README")],
    1,
  );
  assert.deepEqual(names(good), ["patients.CSV", "a.parquet", "x.zip"]);
  assert.equal(refused.length, 2);
  assert.match(refused[0], /^notes\.docx was not sent/);
});

test("what a computer leaves in a folder is passed over without a word", () => {
  assert.deepEqual(upload.sorted([file(".DS_Store"), file(".~lock.a.csv"), file("truth.json")], 1), {
    good: [],
    refused: [],
  });
});

test("a file of exactly the limit is sent and one byte more is not", () => {
  const megabyte = 1024 * 1024;
  assert.equal(upload.sorted([file("a.csv", 2 * megabyte)], 2).good.length, 1);
  const over = upload.sorted([file("a.csv", 2 * megabyte + 1)], 2);
  assert.deepEqual(over.good, []);
  assert.match(over.refused[0], /larger than 2 MB/);
});

test("a name is escaped, so that it cannot leave its batch", () => {
  assert.equal(
    upload.address("ab", "../x y#1?.csv"),
    "/data/upload/ab/..%2Fx%20y%231%3F.csv",
  );
});

test("progress starts at nothing, ends at all, and never falls", () => {
  const files = [file("a", 30), file("b", 0), file("c", 70)];
  assert.equal(upload.percent(files, 0, 0), 0);
  assert.equal(upload.percent(files, 3, 0), 100);
  let last = 0;
  for (const [done, one] of files.entries()) {
    for (let loaded = 0; loaded <= one.size + 5; loaded += 5) {
      const now = upload.percent(files, done, loaded);
      assert.ok(now >= last && now <= 100, `${done} ${loaded}: ${now} after ${last}`);
      last = now;
    }
  }
});

test("nothing to send is all sent", () => {
  assert.equal(upload.percent([], 0, 0), 100);
});
