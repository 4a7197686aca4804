// Filters, sorting, columns and download for the evidence table. The table is complete without
// this script; the state of a view lives in the address, so that a view can be shared.
(() => {
  "use strict";
  const table = document.getElementById("evidence");
  const form = document.getElementById("filters");
  if (!table || !form) return;

  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const keys = heads.map((head) => head.dataset.key);
  const labels = heads.map((head) => head.textContent.trim());
  const facetNames = [...form.querySelectorAll(".facet[data-facet]")].map((f) => f.dataset.facet);
  const search = form.elements.q;
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const deeper = document.getElementById("deeper");

  let study = null;
  const rows = [...body.rows].map((row, order) => {
    if (row.classList.contains("first")) study = { name: order, extra: row.dataset.q || "" };
    return {
      row,
      order,
      study,
      facets: row.dataset.f.split("|").map((part) => part.split(",")),
      text: null,
    };
  });
  let current = rows;
  // The text of 5,000 rows is read when somebody first searches, not before.
  const textOf = (item) =>
    (item.text ??= `${item.row.textContent} ${item.study.extra}`.toLowerCase().replace(/\s+/g, " "));

  // Where all columns do not fit side by side, the result must be in sight before the details; the
  // cards of a phone have room for all.
  const narrow = window.matchMedia("(min-width: 701px) and (max-width: 1479px)").matches;
  const usual = () =>
    new Set(heads.filter((head) => narrow && "secondary" in head.dataset).map((h) => h.dataset.key));
  const isUsual = (hidden) => [...hidden].sort().join() === [...usual()].sort().join();

  const state = { q: "", chosen: new Map(), sort: null, down: false, hidden: usual() };

  function readAddress() {
    const params = new URLSearchParams(location.search);
    state.q = params.get("q") || "";
    state.chosen = new Map();
    for (const name of facetNames) {
      const known = new Set([...form.querySelectorAll(`input[name="${name}"]`)].map((i) => i.value));
      const values = params.getAll(name).filter((value) => known.has(value));
      if (values.length) state.chosen.set(name, new Set(values));
    }
    const sort = params.get("sort") || "";
    state.down = sort.startsWith("-");
    const key = sort.replace(/^-/, "");
    state.sort = keys.includes(key) ? key : null;
    const hide = params.get("hide");
    state.hidden =
      hide === null ? usual() : new Set(hide.split(",").filter((name) => keys.indexOf(name) > 0));
  }

  function writeAddress(push) {
    const params = new URLSearchParams();
    if (state.q) params.set("q", state.q);
    for (const name of facetNames) {
      for (const value of state.chosen.get(name) || []) params.append(name, value);
    }
    if (state.sort) params.set("sort", (state.down ? "-" : "") + state.sort);
    if (!isUsual(state.hidden)) params.set("hide", [...state.hidden].join(",") || "none");
    const query = params.toString();
    const address = location.pathname + (query ? `?${query}` : "") + location.hash;
    if (address === location.pathname + location.search + location.hash) return;
    try {
      history[push ? "pushState" : "replaceState"](null, "", address);
    } catch {
      // A page opened from disk may not change its address; the view still works.
    }
  }

  function showState() {
    search.value = state.q;
    for (const input of form.querySelectorAll(".facet[data-facet] input")) {
      input.checked = Boolean(state.chosen.get(input.name)?.has(input.value));
    }
    for (const input of form.querySelectorAll("[data-column]")) {
      input.checked = !state.hidden.has(input.value);
    }
  }

  const matchesFacet = (item, index) => {
    const wanted = state.chosen.get(facetNames[index]);
    return !wanted || item.facets[index].some((value) => wanted.has(value));
  };

  function sortValue(item, column, numeric) {
    const cell = item.row.cells[column];
    if (numeric) return cell.dataset.s === undefined ? null : Number(cell.dataset.s);
    if (column > 0 && cell.querySelector(".missing")) return null;
    return cell.textContent.trim().toLowerCase();
  }

  function arrange() {
    let ordered = rows;
    if (state.sort) {
      const column = keys.indexOf(state.sort);
      const numeric = rows.some((item) => item.row.cells[column].dataset.s !== undefined);
      const compare = new Intl.Collator("en", { numeric: true }).compare;
      const keyed = rows.map((item) => [sortValue(item, column, numeric), item]);
      keyed.sort(([a, first], [b, second]) => {
        // What is missing comes last whichever way the column is sorted.
        if (a === null || b === null) return (a === null) - (b === null) || first.order - second.order;
        const by = numeric ? a - b : compare(a, b);
        return (state.down ? -by : by) || first.order - second.order;
      });
      ordered = keyed.map(([, item]) => item);
    }
    // The order is kept here: to ask the document for its n-th row takes it n steps.
    if (ordered.some((item, i) => current[i] !== item)) {
      body.remove(); // moving rows that are not on the page is twice as fast
      body.replaceChildren(...ordered.map((item) => item.row));
      table.append(body);
      current = ordered;
    }
    heads.forEach((head, i) => {
      if (keys[i] === state.sort) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    return ordered;
  }

  function apply() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = facetNames.map(() => new Map());
    const studies = new Set();
    let shown = 0;
    let previous = null;
    for (const item of arrange()) {
      const found = words.every((word) => textOf(item).includes(word));
      let misses = 0;
      let missed = -1;
      if (found) {
        for (let i = 0; i < facetNames.length && misses < 2; i += 1) {
          if (!matchesFacet(item, i)) { misses += 1; missed = i; }
        }
        // A value's count is of the rows it would show with every other filter as it is.
        for (let i = 0; i < facetNames.length; i += 1) {
          if (misses === 0 || (misses === 1 && missed === i)) {
            for (const value of item.facets[i]) counts[i].set(value, (counts[i].get(value) || 0) + 1);
          }
        }
      }
      const visible = found && misses === 0;
      if (item.row.hidden === visible) item.row.hidden = !visible;
      if (visible) {
        shown += 1;
        studies.add(item.study);
        const again = previous === item.study;
        item.row.classList.toggle("repeat", again);
        item.row.classList.toggle("first", !again);
        previous = item.study;
      }
    }
    facetNames.forEach((name, i) => {
      const facet = form.querySelector(`[data-facet="${name}"]`);
      const chosen = state.chosen.get(name);
      facet.classList.toggle("on", Boolean(chosen));
      facet.querySelector(".chosen").textContent = chosen ? `${chosen.size}` : "";
      for (const label of facet.querySelectorAll("label")) {
        const n = counts[i].get(label.querySelector("input").value) || 0;
        label.querySelector("b").textContent = n;
        label.classList.toggle("none", n === 0);
      }
    });
    keys.forEach((key, i) => table.classList.toggle(`hide-${i + 1}`, state.hidden.has(key)));
    table.classList.toggle("narrowed", state.hidden.size >= 2);
    const all = shown === rows.length;
    const rowWord = shown === 1 ? "row" : "rows";
    const studyWord = studies.size === 1 ? "trial" : "trials";
    count.textContent = `${all ? "All " : ""}${shown} ${rowWord}${all ? "" : ` of ${rows.length}`}, ${studies.size} ${studyWord}`;
    nothing.hidden = shown > 0;
    // Words that the table does not have may stand in a quote: the search of all pages takes them over.
    if (deeper) deeper.setAttribute("href", `search.html${state.q ? `?${new URLSearchParams({ q: state.q })}` : ""}`);
    document.getElementById("clear").hidden = all && !state.q && !state.chosen.size && !state.sort && isUsual(state.hidden);
  }

  // A cell that begins like a formula is kept as text; a plain number stays a number.
  function csvCell(cell) {
    const parts = [...cell.childNodes].length ? textParts(cell) : [""];
    let text = parts.join("; ").replace(/\u2212/g, "-").replace(/\u202f/g, "");
    if (/^\s*[=+\-@\t\r]/.test(text) && !/^-?[\d.]+$/.test(text)) text = `'${text}`;
    return `"${text.replace(/"/g, '""')}"`;
  }
  function textParts(node) {
    const parts = [];
    let line = "";
    const walk = (inner) => {
      for (const child of inner.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) line += child.data;
        else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(".visually-hidden, [aria-hidden]")) {
          if (child.matches("small, .mark")) { parts.push(line); line = ""; }
          walk(child);
          if (child.matches("small, .mark")) { parts.push(line); line = ""; }
        }
      }
    };
    walk(node);
    parts.push(line);
    return parts.map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean);
  }
  function download() {
    const columns = keys.map((_, i) => i).filter((i) => !state.hidden.has(keys[i]));
    const lines = [columns.map((i) => `"${labels[i]}"`).join(",")];
    for (const { row } of current) {
      if (!row.hidden) lines.push(columns.map((i) => csvCell(row.cells[i])).join(","));
    }
    const blob = new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "dosetable-view.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function clear() {
    state.q = "";
    state.chosen = new Map();
    state.sort = null;
    state.down = false;
    state.hidden = usual();
    showState();
    apply();
    writeAddress(true);
  }

  heads.forEach((head, i) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = labels[i];
    button.addEventListener("click", () => {
      // Up, down, then back to the order of the page.
      if (state.sort !== keys[i]) { state.sort = keys[i]; state.down = false; }
      else if (!state.down) state.down = true;
      else { state.sort = null; state.down = false; }
      apply();
      writeAddress(true);
    });
    head.replaceChildren(button);
  });
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.dataset.column) {
      if (input.checked) state.hidden.delete(input.value);
      else state.hidden.add(input.value);
    } else if (input.type === "checkbox") {
      const chosen = state.chosen.get(input.name) || new Set();
      if (input.checked) chosen.add(input.value);
      else chosen.delete(input.value);
      if (chosen.size) state.chosen.set(input.name, chosen);
      else state.chosen.delete(input.name);
    } else return;
    apply();
    writeAddress(true);
  });
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      state.q = search.value.trim();
      apply();
      writeAddress(false);
    }, 120);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => { event.preventDefault(); clear(); });
  document.getElementById("clear-too").addEventListener("click", clear);
  document.getElementById("download").addEventListener("click", download);
  const panels = [...form.querySelectorAll("details.facet")];
  for (const panel of panels) {
    panel.addEventListener("toggle", () => {
      if (panel.open) for (const other of panels) if (other !== panel) other.open = false;
    });
  }
  document.addEventListener("click", (event) => {
    for (const panel of panels) if (panel.open && !panel.contains(event.target)) panel.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = panels.find((panel) => panel.open);
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
  window.addEventListener("popstate", () => { readAddress(); showState(); apply(); });

  form.hidden = false;
  readAddress();
  showState();
  apply();
})();
