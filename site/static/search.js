// Search over the trials' pages with Pagefind's index, which lies beside the site: nothing that a
// reader types leaves it. The state of a search lives in the address, so that it can be shared.
(() => {
  "use strict";
  const form = document.getElementById("search");
  if (!form) return;
  const found = document.getElementById("found");
  document.getElementById("unscripted").remove();
  const hits = document.getElementById("hits");
  const more = document.getElementById("more");
  const site = new URL("../", document.currentScript.src);
  const filterNames = ["drug", "route", "comparator", "year"];
  const PER_PAGE = 10;

  let engine = null;
  let turn = 0;
  let waiting = [];
  const topics = {};
  const years = new Map();

  const element = (name, className, ...children) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  // Pagefind gives an excerpt as HTML. It is taken apart and put together as text: only its own
  // <mark> is an element, whatever a crawled page says.
  const ENTITIES = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&#x27;": "'", "&amp;": "&" };
  const plain = (text) => text.replace(/&(?:lt|gt|quot|#39|#x27|amp);/g, (entity) => ENTITIES[entity]);
  function excerpt(markup) {
    const line = element("p", "excerpt");
    markup.split(/<mark>(.*?)<\/mark>/s).forEach((part, i) => {
      line.append(i % 2 ? element("mark", "", plain(part)) : plain(part));
    });
    return line;
  }

  function hit(data) {
    const link = element("a", "", data.meta.title || "Untitled");
    link.href = data.url;
    const names = JSON.parse(data.meta.topics || "[]").map(([, value]) => value);
    const item = element("li", "", element("h2", "", link), element("p", "about", names.join(" · ")));
    if (data.meta.summary) item.append(element("p", "", data.meta.summary));
    item.append(excerpt(data.excerpt));
    const places = data.sub_results.filter((place) => place.anchor).slice(0, 3);
    if (places.length) {
      const where = element("p", "about", "Found in ");
      places.forEach((place, i) => {
        const to = element("a", "", place.title);
        to.href = place.url;
        where.append(i ? ", " : "", to);
      });
      item.append(where);
    }
    return item;
  }

  async function showMore(mine) {
    const next = waiting.splice(0, PER_PAGE);
    const loaded = await Promise.all(next.map((result) => result.data()));
    if (mine !== turn) return;
    hits.append(...loaded.map(hit));
    more.hidden = waiting.length === 0;
  }

  async function run() {
    const mine = (turn += 1);
    const words = form.elements.q.value.trim();
    const wanted = filterNames.filter((name) => form.elements[name].value);
    // Without words, a filter alone lists the trials that it lets through.
    const asked = words || (wanted.length ? null : "");
    let results = asked === "" ? [] : (await engine.search(asked)).results;
    if (mine !== turn) return;
    for (const name of wanted) {
      const having = topics[name].get(form.elements[name].value);
      results = results.filter((result) => having.has(result.id));
    }
    if (form.elements.sort.value === "new") {
      results = [...results].sort((a, b) => (years.get(b.id) || 0) - (years.get(a.id) || 0));
    }
    waiting = [...results];
    const kept = hits.children.length;
    await showMore(mine);
    if (mine !== turn) return;
    for (let i = 0; i < kept; i += 1) hits.firstElementChild.remove();
    const count = results.length;
    if (asked === "") found.textContent = "";
    else if (count === 0) found.textContent = "No trial matches.";
    else found.textContent = count === 1 ? "1 trial matches." : `${count} trials match.`;
  }

  function address() {
    const params = new URLSearchParams();
    for (const field of form.elements) if (field.name && field.value) params.set(field.name, field.value);
    const query = params.toString();
    return location.pathname + (query ? `?${query}` : "");
  }

  function readAddress() {
    const params = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = params.get(field.name) || "";
    // A value that the filter does not know leaves it empty: nothing is chosen then.
    for (const field of form.querySelectorAll("select")) if (field.selectedIndex < 0) field.selectedIndex = 0;
  }

  function fillFilters(known) {
    for (const name of filterNames) {
      const values = Object.entries(known.topics[name] || {});
      values.sort(([a, n], [b, m]) => (name === "year" ? b - a : m.length - n.length || a.localeCompare(b)));
      topics[name] = new Map();
      for (const [value, places] of values) {
        const ids = places.map((place) => known.ids[place]);
        topics[name].set(value, new Set(ids));
        if (name === "year") for (const id of ids) years.set(id, Number(value));
        const option = element("option", "", `${value} (${places.length})`);
        option.value = value;
        form.elements[name].append(option);
      }
    }
  }

  async function start() {
    try {
      engine = await import(new URL("search/pagefind.js", site).href);
      await engine.options({ baseUrl: site.pathname, excerptLength: 36 });
      fillFilters(await (await fetch(new URL("search/topics.json", site))).json());
    } catch {
      found.textContent = location.protocol === "file:"
        ? "A page opened from disk cannot search; look at the site through a web server."
        : "The search could not be loaded. The evidence table names every trial.";
      return;
    }
    form.hidden = false;
    readAddress();
    await run();
    let pause = 0;
    form.elements.q.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => { history.replaceState(null, "", address()); run(); }, 150);
    });
    form.addEventListener("change", (event) => {
      if (event.target.name === "q") return;
      history.pushState(null, "", address());
      run();
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    more.addEventListener("click", async () => {
      const first = hits.children.length;
      await showMore(turn);
      hits.children[first]?.querySelector("a").focus();
    });
    window.addEventListener("popstate", () => { readAddress(); run(); });
  }
  start();
})();
