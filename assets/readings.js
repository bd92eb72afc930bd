/* Send what a reader changes of how uploaded files are read, then ask for a new check.
 * Only what was changed is sent, over what was chosen before. */
(function (root) {
  "use strict";

  const HEADERS = { "X-Care-Impact": "upload", "Content-Type": "application/json" };

  /* What is chosen in one file's section, or null if nothing was changed there. */
  function choice(section) {
    const table = section.querySelector("[data-reads]");
    const columns = [...section.querySelectorAll("[data-column]")];
    const values = [...section.querySelectorAll("[data-values]")];
    const order = section.querySelector("[data-order]");
    // A select, or what is around a field of text.
    const fixed = [...section.querySelectorAll("[data-fixed]")].map((it) => ({
      dataset: it.dataset,
      value: (it.value ?? it.querySelector("input").value).trim(),
    }));
    const changed = (select) => select.value !== select.dataset.was;
    if (table.value !== table.dataset.reads) return { table: table.value };
    if (![...columns, ...values, ...fixed].some(changed) && !(order && order.value)) return null;
    const chosen = { table: table.value, columns: {}, values: {} };
    for (const select of columns) {
      if (!select.value) continue;
      if (select.value in chosen.columns)
        throw new Error(
          `Two columns of ${section.dataset.file} are read as ${select.value.replaceAll("_", " ")}: choose one.`,
        );
      chosen.columns[select.value] = select.dataset.column;
    }
    for (const select of values) {
      const column = (chosen.values[select.dataset.values] ??= {});
      column[select.dataset.written] = select.value;
    }
    for (const it of fixed)
      if (it.value) (chosen.constants ??= {})[it.dataset.fixed] = it.value;
    if (order && order.value) chosen.month_first = order.value === "month";
    return chosen;
  }

  /* Everything chosen: what was chosen before, with what is changed now over it. */
  function choices(form) {
    const before = JSON.parse(form.dataset.choices);
    const tables = { ...before.tables };
    for (const section of form.querySelectorAll("[data-file]")) {
      const chosen = choice(section);
      if (chosen) tables[section.dataset.file] = { ...tables[section.dataset.file], ...chosen };
    }
    // A question that is not on the page keeps its answer.
    const answer = (name) => {
      const input = root.document.getElementById(`readings-${name}`);
      return input ? input.value.trim() : before[name];
    };
    const asked = (answer) =>
      [...form.querySelectorAll("[data-ask]")]
        .filter((select) => select.value === answer)
        .map((select) => select.dataset.ask);
    return {
      tables,
      leave_rows_out: asked("rows"),
      leave_files_out: asked("file"),
      pcn_code: answer("pcn_code").toUpperCase(),
      pcn_name: answer("pcn_name"),
      whole_on: answer("whole_on") || null,
      allow_leavers: String(answer("allow_leavers")).toLowerCase() === "true",
      opt_outs_removed_by: answer("opt_outs_removed_by"),
      covers_first: answer("covers_first"),
      covers_last: answer("covers_last"),
      keep: root.document.getElementById("readings-keep").checked,
    };
  }

  async function send(form, body) {
    const answer = await root.fetch(`/data/upload/${form.dataset.batch}/choices`, {
      method: "POST",
      headers: HEADERS,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error((await answer.text()).trim());
    form.dataset.choices = JSON.stringify(body);
  }

  function say(id, props) {
    root.dash_clientside.set_props(id, props);
  }

  async function again(form) {
    try {
      await send(form, choices(form));
      say("data-batch", { data: { id: form.dataset.batch, at: Date.now() } });
    } catch (problem) {
      say("data-problem", { children: problem.message });
    }
  }

  async function keep(form, on) {
    const before = JSON.parse(form.dataset.choices);
    try {
      await send(form, { ...before, keep: on });
    } catch (problem) {
      say("data-problem", { children: problem.message });
    }
  }

  /* Do one thing with a kept profile, and draw the list anew. */
  async function withKept(method, name, body, done) {
    const answer = await root.fetch(`/data/profiles${name}`, { method, headers: HEADERS, body });
    const said = answer.ok ? done : (await answer.text()).trim();
    if (answer.ok) say("data-kept-changed", { data: Date.now() });
    root.document.getElementById("kept-said").textContent = said;
  }

  function act(button) {
    const name = button.dataset.kept;
    if (button.dataset.do === "delete") return withKept("DELETE", `/${name}`, null, "Deleted");
    const title = root.document.getElementById(`kept-title-${name}`).value;
    return withKept("POST", `/${name}`, title, "Renamed");
  }

  /* Dash has no file input. */
  function choose() {
    const chooser = root.document.createElement("input");
    Object.assign(chooser, { type: "file", accept: ".toml", hidden: true });
    chooser.addEventListener("change", async () => {
      await withKept("POST", "", await chooser.files[0].text(), "Added");
      chooser.remove();
    });
    root.document.body.append(chooser);
    chooser.click();
  }

  function listen(document) {
    document.addEventListener("click", (event) => {
      if (event.target.id === "readings-again") again(event.target.closest("#readings"));
      if (event.target.id === "kept-add") choose();
      if (event.target.dataset && event.target.dataset.do) act(event.target);
    });
    document.addEventListener("change", (event) => {
      const form = event.target.closest("#readings");
      if (!form) return;
      if (event.target.id === "readings-keep") {
        keep(form, event.target.checked);
        return;
      }
      if ("askAll" in event.target.dataset)
        for (const select of form.querySelectorAll("[data-ask]")) select.value = event.target.value;
      // What was checked is not what is chosen now, so it cannot be loaded.
      say("data-load", { hidden: true });
      say("data-said", { children: "Check again, so that your changes are used." });
    });
  }

  if (root.document) listen(root.document);
  if (typeof module === "object") module.exports = { readings: { choice, choices } };
})(typeof window === "object" ? window : {});
