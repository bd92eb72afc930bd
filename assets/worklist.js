/* Work from the list of people: the keyboard, the state of each row, and the practice's
 * own identifiers. A list of patients goes to the server and back, and is in no store of
 * the page: no callback sees it. */
(function (root) {
  "use strict";

  const GRID = "cohorts-worklist-grid";
  const HEADERS = { "X-Care-Impact": "worklist" };
  const MEGABYTES = 20;
  let file = null; // the address of the last matched list, in memory

  /* A list of a thousand cells must not block a keyboard user: Tab leaves it, and arrow
   * keys move within it. */
  const leave = () => false;

  const at = (id) => root.document.getElementById(id);
  const author = () => at("worklist-author")?.value ?? "";
  const show = (id, props) => root.dash_clientside.set_props(id, props);
  const say = (children) => show("worklist-said", { children });

  /* What the server answers; without an answer only what is to be said. */
  async function ask(path, headers, body) {
    try {
      const response = await root.fetch(path + root.location.search, {
        method: "POST",
        headers: { ...HEADERS, ...root.careImpactStore(), ...headers },
        body,
        cache: "no-store",
      });
      return response.ok ? await response.json() : { said: await response.text() };
    } catch {
      return { said: "The server did not answer: is it still running?" };
    }
  }

  /* What a row becomes after the server's answer: the state that is kept, whoever set it,
   * or the one before if nothing was kept. */
  function answered(fields, before, answer) {
    if (!answer?.state) return { [fields.state]: before };
    return {
      [fields.state]: answer.state,
      [fields.setBy]: answer.set_by,
      revision: answer.revision,
    };
  }

  function fieldsOf(columns) {
    const field = (name) => columns.find((one) => one.headerName === name)?.field;
    return { state: field("State"), setBy: field("Set by") };
  }

  async function stateChanged(params) {
    const fields = fieldsOf(params.api.getColumnDefs());
    if (params.colDef.field !== fields.state || params.newValue === params.oldValue) return;
    const { key, revision } = params.data;
    const body = { key, revision, state: params.newValue, author: author() };
    const json = { "Content-Type": "application/json" };
    const answer = await ask("/cohorts/state", json, JSON.stringify(body));
    // Through the grid's own property: it lays its rows out again after each edit.
    const row = { ...params.data, ...answered(fields, params.oldValue, answer) };
    show(GRID, { rowTransaction: { update: [row], async: false } });
    say(answer.said);
  }

  async function match(body, name) {
    say("Matching");
    show("worklist-file", { hidden: true });
    if (file !== null) root.URL.revokeObjectURL(file);
    const headers = {
      "Content-Type": "application/octet-stream",
      "X-Care-Impact-Name": encodeURIComponent(name),
      "X-Care-Impact-Author": encodeURIComponent(author()),
    };
    const { done, said, csv, columnDefs, rowData } = await ask("/cohorts/match", headers, body);
    if (done) {
      file = root.URL.createObjectURL(new Blob(["\ufeff", csv], { type: "text/csv" }));
      show(GRID, { columnDefs, rowData });
      show("worklist-file", { hidden: false, href: file });
    }
    say(said);
  }

  function matchFile(given) {
    if (given.size > MEGABYTES * 1024 * 1024)
      say(
        `The list is larger than ${MEGABYTES} MB: keep its columns of identifier and name ` +
          "alone, or give the list of one practice at a time.",
      );
    else match(given, given.name);
  }

  /* Dash has no file input, and dcc.Upload keeps files in memory. */
  function input(area) {
    if (area.querySelector("input")) return;
    const chooser = root.document.createElement("input");
    Object.assign(chooser, { type: "file", id: "worklist-list" });
    chooser.setAttribute("aria-label", "Your practice's patient list");
    chooser.addEventListener("change", () => {
      if (chooser.files.length) matchFile(chooser.files[0]);
      chooser.value = ""; // so that the same file can be chosen again
    });
    area.append(chooser);
  }

  function listen(document) {
    const within = (event) => event.target.closest?.("#worklist-drop");
    document.addEventListener("click", (event) => {
      if (!event.target.closest?.("#worklist-match")) return;
      const paste = at("worklist-paste");
      if (paste.value.trim()) match(paste.value, "");
      else say("Paste identifiers first, one a line.");
    });
    document.addEventListener("dragover", (event) => {
      if (within(event)) event.preventDefault();
    });
    document.addEventListener("drop", (event) => {
      if (!within(event)) return;
      event.preventDefault();
      if (event.dataTransfer.files.length === 1) matchFile(event.dataTransfer.files[0]);
      else say("Drop one file at a time.");
    });
    // The form comes and goes with what is chosen.
    new root.MutationObserver(() => {
      const area = at("worklist-drop");
      if (area) input(area);
    }).observe(document.documentElement, { childList: true, subtree: true });
  }

  root.dashAgGridFunctions = Object.assign({}, root.dashAgGridFunctions, {
    leave,
    stateChanged,
  });
  if (root.document) listen(root.document);
  if (typeof module === "object") module.exports = { worklist: { answered, fieldsOf } };
})(typeof window === "object" ? window : {});
