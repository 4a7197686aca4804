// Filters, sorting, columns and download for the evidence table. The table is complete without
// this script; the state of a view lives in the address, so that a view can be shared.
(() => {
  "use strict";
  const table = document.getElementById("evidence");
  const form = document.getElementById("filters");
  if (!table || !form) return;

  const scroller = table.parentElement;
  const heads = [...table.tHead.rows[0].cells];
  const keys = heads.map((head) => head.dataset.key);
  const labels = heads.map((head) => head.textContent.trim());
  const facetNames = [...form.querySelectorAll(".facet[data-facet]")].map((f) => f.dataset.facet);
  const search = form.elements.q;
  const sortBy = document.getElementById("sort"); // stands in for the headers on a phone
  const reversed = document.getElementById("down");
  const count = document.getElementById("count");
  const nothing = document.getElementById("nothing");
  const deeper = document.getElementById("deeper");

  // Rows stand in groups of a few, each a tbody: what the browser may skip while it is out of sight.
  const GROUP = Math.max(table.tBodies[0].rows.length, 1);
  const AT_ONCE = 120; // rows put in place before the reader sees the answer; the rest follow
  let study = null;
  const rows = [...table.rows].slice(1).map((row, order) => {
    if (row.classList.contains("first")) study = { name: order, extra: row.dataset.q || "" };
    return {
      row,
      order,
      study,
      facets: row.dataset.f.split("|").map((part) => part.split(",")),
      text: null,
    };
  });
  // The text of 5,000 rows is read when nothing else is to be done, or when somebody searches.
  const textOf = (item) =>
    (item.text ??= `${item.row.textContent} ${item.study.extra}`.toLowerCase());

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
    const key = sort.replace(/^-/, "");
    state.sort = keys.includes(key) ? key : null;
    state.down = state.sort !== null && sort.startsWith("-");
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
    showSort();
  }
  function showSort() {
    sortBy.value = state.sort || "";
    reversed.checked = state.down;
    reversed.disabled = !state.sort;
  }

  const matchesFacet = (item, index) => {
    const wanted = state.chosen.get(facetNames[index]);
    return !wanted || item.facets[index].some((value) => wanted.has(value));
  };

  // What a column is sorted by, a number for each row, read once: the number that the cell gives, or
  // the place of its text among all texts. NaN: missing.
  const sortKeys = new Map();
  function keysOf(column) {
    if (sortKeys.has(column)) return sortKeys.get(column);
    const cells = rows.map((item) => item.row.cells[column]);
    let found;
    if (cells.some((cell) => cell.dataset.s !== undefined)) {
      found = cells.map((cell) => Number(cell.dataset.s ?? NaN));
    } else {
      const texts = cells.map((cell) =>
        column > 0 && cell.querySelector(".missing") ? null : cell.textContent.trim().toLowerCase());
      const unique = [...new Set(texts)].filter((text) => text !== null);
      unique.sort(new Intl.Collator("en", { numeric: true }).compare);
      const places = new Map(unique.map((text, place) => [text, place]));
      found = texts.map((text) => places.get(text) ?? NaN);
    }
    sortKeys.set(column, found);
    return found;
  }

  function arranged() {
    if (!state.sort) return rows;
    const found = keysOf(keys.indexOf(state.sort));
    const sign = state.down ? -1 : 1;
    return [...rows].sort((one, other) => {
      const a = found[one.order];
      const b = found[other.order];
      // What is missing comes last whichever way the column is sorted.
      if (a !== a || b !== b) return (a !== a) - (b !== b) || one.order - other.order;
      return sign * (a - b) || one.order - other.order;
    });
  }

  // The rows of the view, in order. The first of them are in the page at once, the others a moment
  // later, when the browser has nothing else to do; the rows of the view before leave it likewise.
  let view = rows;
  let placed = rows.length;
  let last = null; // the group that was placed last
  let stale = [];
  let busy = false;

  // Work that can wait, step by step until a step says that nothing is left. Half of the time is the
  // reader's. (The browser's own idle callbacks come too seldom on a busy machine, or never.)
  function inPieces(step) {
    const goOn = () => {
      const end = performance.now() + 8;
      do {
        if (!step()) return;
      } while (performance.now() < end);
      setTimeout(goOn, 16);
    };
    setTimeout(goOn, 16);
  }

  function placeGroup() {
    const group = document.createElement("tbody");
    for (const item of view.slice(placed, placed + GROUP)) {
      const again = placed > 0 && view[placed - 1].study === item.study;
      item.row.classList.toggle("repeat", again);
      item.row.classList.toggle("first", !again);
      group.append(item.row);
      placed += 1;
    }
    (last || table.tHead).after(group);
    last = group;
  }

  function step() {
    if (stale.length) stale.pop().remove();
    else if (placed < view.length) placeGroup();
    else busy = false;
    return busy;
  }
  function finish() {
    busy = true;
    while (step());
  }

  function show(items) {
    if (items.length === view.length && items.every((item, i) => item === view[i])) return;
    view = items;
    placed = 0;
    last = null;
    stale = [...table.tBodies];
    for (const group of stale) group.hidden = true;
    while (placed < Math.min(AT_ONCE, view.length)) placeGroup();
    scroller.scrollTop = 0;
    if (rows.length <= AT_ONCE) finish();
    else if (!busy) {
      busy = true;
      inPieces(step);
    }
  }

  function apply() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = facetNames.map(() => new Map());
    const shown = [];
    for (const item of arranged()) {
      if (!words.every((word) => textOf(item).includes(word))) continue;
      let misses = 0;
      let missed = -1;
      for (let i = 0; i < facetNames.length && misses < 2; i += 1) {
        if (!matchesFacet(item, i)) { misses += 1; missed = i; }
      }
      // A value's count is of the rows it would show with every other filter as it is.
      for (let i = 0; i < facetNames.length; i += 1) {
        if (misses === 0 || (misses === 1 && missed === i)) {
          for (const value of item.facets[i]) counts[i].set(value, (counts[i].get(value) || 0) + 1);
        }
      }
      if (misses === 0) shown.push(item);
    }
    show(shown);
    tell(counts);
  }

  // Everything around the rows: counts, headers, columns.
  function tell(counts) {
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
    heads.forEach((head, i) => {
      if (keys[i] === state.sort) head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
      table.classList.toggle(`hide-${i + 1}`, state.hidden.has(keys[i]));
    });
    table.classList.toggle("narrowed", state.hidden.size >= 2);
    const all = view.length === rows.length;
    const studies = new Set(view.map((item) => item.study)).size;
    const rowWord = view.length === 1 ? "row" : "rows";
    const studyWord = studies === 1 ? "trial" : "trials";
    count.textContent = `${all ? "All " : ""}${view.length} ${rowWord}${all ? "" : ` of ${rows.length}`}, ${studies} ${studyWord}`;
    nothing.hidden = view.length > 0;
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
    for (const { row } of view) lines.push(columns.map((i) => csvCell(row.cells[i])).join(","));
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
      showSort();
      apply();
      writeAddress(true);
    });
    head.replaceChildren(button);
  });
  // Cards have no header in sight: nobody shall come to its buttons with the keyboard.
  const cards = window.matchMedia("(max-width: 700px)");
  const leaveOut = () => {
    for (const head of heads) head.firstElementChild.tabIndex = cards.matches ? -1 : 0;
  };
  cards.addEventListener("change", leaveOut);
  leaveOut();
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input === sortBy || input === reversed) {
      state.sort = sortBy.value || null;
      state.down = Boolean(state.sort) && reversed.checked;
      showSort();
    } else if (input.dataset.column) {
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
  window.addEventListener("beforeprint", finish); // what is printed is the whole view

  form.hidden = false;
  readAddress();
  showState();
  apply();

  let read = 0;
  inPieces(() => {
    if (read < rows.length) textOf(rows[read++]);
    return read < rows.length;
  });
})();
