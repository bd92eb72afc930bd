/* Send files from the page Data to the server, one after another, straight from the disk:
 * the page stores no file. XMLHttpRequest, because fetch does not report progress. The
 * server names the batch of the files; the "data-batch" store passes the name to Dash. */
(function (root) {
  "use strict";

  const IGNORED = ["truth.json"]; // next to the demo's files, for checks of the product
  const ADDRESS = "/data/upload";
  const MEGABYTE = 1024 * 1024;
  const HEADERS = { "X-Care-Impact": "upload" };
  let batch = null; // the server's name for the files so far
  let busy = false;

  /* The files to send, and a sentence for each refused file. What a file is, only the
   * server can say: it looks into it. */
  function sorted(files, limit) {
    const good = [];
    const refused = [];
    for (const file of files) {
      // Hidden files of the operating system are no part of an extract.
      if (/^([.~]|thumbs\.db$|desktop\.ini$)/i.test(file.name) || IGNORED.includes(file.name)) continue;
      if (file.size > limit * MEGABYTE)
        refused.push(`${file.name} was not sent: it is larger than ${limit} MB.`);
      else good.push(file);
    }
    return { good: named(good), refused };
  }

  /* Files of one name come from different folders: the folder tells them apart. */
  function named(files) {
    const used = new Set();
    return files.map((file) => {
      const plain = (it) => it.name.toLowerCase();
      const again = files.filter((other) => plain(other) === plain(file)).length > 1;
      const [, stem, ending] = file.name.match(/^(.*?)(\.[^.]*)?$/s);
      const marked = (mark) => (mark ? `${stem} (${mark})${ending || ""}` : file.name);
      let name = marked(again ? file.folder : "");
      for (let n = 2; used.has(name.toLowerCase()); n += 1)
        name = marked(`${file.folder || ""} ${n}`.trim());
      used.add(name.toLowerCase());
      return { ...file, name };
    });
  }

  function address(id, name) {
    return `${ADDRESS}/${id}/${encodeURIComponent(name)}`;
  }

  /* The progress of all files in whole per cent; empty files count as one byte. */
  function percent(files, done, loaded) {
    const size = (file) => Math.max(file.size, 1);
    const total = files.reduce((sum, file) => sum + size(file), 0);
    const before = files.slice(0, done).reduce((sum, file) => sum + size(file), 0);
    const now = done < files.length ? Math.min(loaded, size(files[done])) : 0;
    return total ? Math.floor((100 * (before + now)) / total) : 100;
  }

  function summary(taken, all, replaced) {
    const again = replaced.length ? `; replaced: ${replaced.join(", ")}` : "";
    return `${taken} of ${all} files sent${again}`;
  }

  function say(id, props) {
    root.dash_clientside.set_props(id, props);
  }

  function ask(method, url, body, onSent) {
    return new Promise((resolve) => {
      const request = new root.XMLHttpRequest();
      request.open(method, url);
      const headers = { ...HEADERS, ...root.careImpactStore() };
      for (const [name, value] of Object.entries(headers))
        request.setRequestHeader(name, value);
      request.upload.onprogress = (event) => onSent(event.loaded);
      request.onload = () =>
        resolve({ status: request.status, text: request.responseText.trim() });
      request.onerror = () =>
        resolve({ status: 0, text: "The server did not answer: is it still running?" });
      request.send(body);
    });
  }

  async function begun() {
    const answer = await ask("POST", ADDRESS, null, () => {});
    if (answer.status !== 200) throw new Error(answer.text);
    return JSON.parse(answer.text).id;
  }

  async function sent(file, onSent) {
    if (batch === null) batch = await begun();
    const answer = await ask("PUT", address(batch, file.name), file.body, onSent);
    // The old batch has expired, or its files are loaded already.
    const over = answer.status === 404 || (answer.status === 200 && JSON.parse(answer.text).loaded);
    if (!over) return answer;
    batch = await begun();
    return ask("PUT", address(batch, file.name), file.body, onSent);
  }

  async function send(files, limit) {
    if (busy) return;
    busy = true;
    const { good, refused } = sorted(files, limit);
    const replaced = [];
    let taken = 0;
    say("data-problem", { children: "" });
    say("data-sent", { value: "0", hidden: !good.length });
    try {
      for (const [done, file] of good.entries()) {
        say("data-said", { children: `Sending ${file.name}, ${done + 1} of ${good.length}` });
        const answer = await sent(file, (loaded) =>
          say("data-sent", { value: String(percent(good, done, loaded)) }),
        );
        if (answer.status === 200) {
          const told = JSON.parse(answer.text);
          taken += told.files.length ? 1 : 0;
          refused.push(...told.refused);
          replaced.push(...told.replaced);
        } else refused.push(answer.text);
      }
    } catch (problem) {
      refused.push(problem.message);
    }
    busy = false;
    say("data-sent", { hidden: true });
    say("data-said", { children: summary(taken, good.length, replaced) });
    say("data-problem", { children: refused.join("\n") });
    if (taken) say("data-batch", { data: { id: batch, at: Date.now() } });
  }

  function sendable(body, folder) {
    return { name: body.name, size: body.size, folder, body };
  }

  /* A dropped folder is a tree of entries; its files are sent without their folders. */
  async function within(entry, folder = "") {
    if (entry.isFile)
      return [sendable(await new Promise((done, no) => entry.file(done, no)), folder)];
    const reader = entry.createReader();
    const inside = folder ? `${folder} ${entry.name}` : entry.name;
    const files = [];
    for (;;) {
      const some = await new Promise((done, no) => reader.readEntries(done, no));
      if (!some.length) return files;
      for (const child of some) files.push(...(await within(child, inside)));
    }
  }

  async function dropped(transfer) {
    const entries = [...transfer.items]
      .filter((item) => item.kind === "file")
      .map((item) => item.webkitGetAsEntry());
    return (await Promise.all(entries.map((entry) => within(entry)))).flat();
  }

  /* Dash has no file input, and dcc.Upload keeps files in memory and fails axe. */
  function input(area, limit) {
    const chooser = root.document.createElement("input");
    Object.assign(chooser, { type: "file", id: "data-files", multiple: true });
    chooser.addEventListener("change", async () => {
      await send([...chooser.files].map((body) => sendable(body, "")), limit);
      chooser.value = ""; // so that the same file can be chosen again
    });
    area.append(chooser);
  }

  function listen(area, limit) {
    const marked = (on) => area.classList.toggle("drop-over", on);
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      marked(true);
    });
    area.addEventListener("dragleave", () => marked(false));
    area.addEventListener("drop", async (event) => {
      event.preventDefault();
      marked(false);
      await send(await dropped(event.dataTransfer), limit);
    });
  }

  /* Runs when the page is laid out and when its batch changes. */
  function ready(data) {
    batch = data ? data.id : null;
    const area = root.document.getElementById("data-drop");
    if (area && !area.querySelector("input")) {
      const limit = Number(area.dataset.limit);
      input(area, limit);
      listen(area, limit);
    }
    return root.dash_clientside.no_update;
  }

  const upload = { sorted, address, percent, summary, ready };
  root.dash_clientside = Object.assign({}, root.dash_clientside, { upload });
  if (typeof module === "object") module.exports = { upload };
})(typeof window === "object" ? window : {});
