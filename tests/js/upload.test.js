/* The pure parts of assets/upload.js; the browser test sends real files. */
const test = require("node:test");
const assert = require("node:assert/strict");
const { upload } = require("../../assets/upload.js");

const file = (name, size = 10) => ({ name, size });
const names = (files) => files.map((it) => it.name);

test("files of any name are sent: what they are is for the server to say", () => {
  const files = [file("patients.CSV"), file("MASTER v7 FINAL.xlsx"), file("report.htm"), file("README")];
  const { good, refused } = upload.sorted(files, 1);
  assert.deepEqual(names(good), names(files));
  assert.deepEqual(refused, []);
});

test("files of one name from several folders are told apart, whatever their capitals", () => {
  const { good } = upload.sorted(
    [
      { ...file("list.csv"), folder: "Mill Lane" },
      { ...file("List.csv"), folder: "Riverside" },
      { ...file("list.csv"), folder: "Mill Lane" },
      { ...file("notes"), folder: "Riverside" },
      { ...file("notes"), folder: "" },
    ],
    1,
  );
  assert.deepEqual(names(good), [
    "list (Mill Lane).csv",
    "List (Riverside).csv",
    "list (Mill Lane 2).csv",
    "notes (Riverside)",
    "notes",
  ]);
});

test("a file that replaced another is named", () => {
  assert.equal(upload.summary(2, 3, []), "2 of 3 files sent");
  assert.equal(upload.summary(1, 1, ["a.csv"]), "1 of 1 files sent; replaced: a.csv");
});

test("what a computer leaves in a folder is passed over without a word", () => {
  assert.deepEqual(upload.sorted([file(".DS_Store"), file(".~lock.a.csv"), file("~$book.xlsx"), file("Thumbs.db"), file("truth.json")], 1), {
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
