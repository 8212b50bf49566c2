"use strict";
(function () {
  // Every text here was written by models or tests: it enters the page by textContent alone.
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const detail = byId("detail");
  const state = { a: "", e: "", s: 0, view: "side" };

  function el(tag, css, text, children) {
    const node = document.createElement(tag);
    if (css) node.className = css;
    if (text !== undefined && text !== null) node.textContent = text;
    (children || []).forEach((c) => c && node.append(c));
    return node;
  }

  function lines(text) {
    const all = text.split("\n").map((l) => l.replace(/\s+$/, ""));
    if (all.length && all[all.length - 1] === "") all.pop();
    return all;
  }

  function percent(r) {
    return r.total ? Math.round((1000 * r.passed) / r.total) / 10 + " %" : "\u2013";
  }

  function share(x) {
    return Math.round(1000 * x) / 10 + " %";
  }

  function fill(select, values, label) {
    select.replaceChildren(...values.map((v) => {
      const option = el("option", "", label(v));
      option.value = String(v);
      return option;
    }));
  }

  function readFragment() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    const has = (list, x) => list.includes(x);
    const apps = data.applications.map((a) => a.id);
    if (has(apps, wanted.get("a"))) state.a = wanted.get("a");
    if (has(data.engineers, wanted.get("e"))) state.e = wanted.get("e");
    if (/^\d+$/.test(wanted.get("s") || "")) state.s = Number(wanted.get("s"));
    return wanted.has("a");
  }

  function samples() {
    const all = new Set(data.rollouts.filter((r) => r.a === state.a && r.e === state.e).map((r) => r.s));
    return [...all].sort((x, y) => x - y);
  }

  function sync() {
    byId("pick-application").value = state.a;
    byId("pick-engineer").value = state.e;
    const all = samples();
    if (!all.includes(state.s)) state.s = all.length ? all[0] : 0;
    fill(byId("pick-sample"), all, (s) => String(s + 1));
    byId("pick-sample").value = String(state.s);
    byId("label-sample").hidden = all.length < 2;
    show();
  }

  function show() {
    const app = data.applications.find((a) => a.id === state.a);
    const here = data.rollouts.filter((r) => r.a === state.a && r.e === state.e && r.s === state.s);
    here.sort((x, y) => data.models.indexOf(x.m) - data.models.indexOf(y.m));
    const parts = [el("h3", "", app.name), el("p", "lead", app.description)];
    if (!here.length) {
      parts.push(el("p", "note", "No rollout of this application and engineer is there yet."));
      detail.replaceChildren(...parts);
      return;
    }
    parts.push(cards(here));
    parts.push(el("h4", "", "The context that " + state.e + " wrote"), ...context(data.contexts[here[0].c]));
    parts.push(el("h4", "", "What was rebuilt"), code(app, here));
    parts.push(el("h4", "", "Failing tests"));
    here.forEach((r) => parts.push(failures(r)));
    detail.replaceChildren(...parts);
  }

  function cards(here) {
    return el("ul", "cards", null, here.map((r) => {
      const score = r.scored ? percent(r) : "left out";
      const tests = r.passed + " of " + r.total + " hidden tests \u00b7 " + r.o + (r.cached ? " \u00b7 from the store" : "");
      return el("li", "", null, [el("b", "", r.m), el("span", "big", score), el("p", "", tests), r.detail ? el("p", "", r.detail) : null]);
    }));
  }

  function context(c) {
    if (!c) return [el("p", "note", "No context was kept.")];
    const parts = [el("div", "context", c.text || "(nothing beyond what every model is told)")];
    if (c.gate) {
      const g = c.gate;
      parts.push(el("p", "note", (g.admitted ? "Admitted" : "Refused by the gate") + ": " + g.tokens + " of " + g.budget +
        " tokens, " + share(g.tokenOverlap) + " of its token 8-grams and " + share(g.syntaxOverlap) + " of the syntax shared with the source."));
      g.findings.forEach((f) => parts.push(el("p", "note bad", f)));
    }
    if (c.notes.length) {
      const facts = el("dl", "facts");
      c.notes.forEach((n) => facts.append(el("dt", "", n[0]), el("dd", "", n[1])));
      parts.push(el("details", "", null, [el("summary", "", "How it was made"), facts]));
    }
    return parts;
  }

  function code(app, here) {
    const box = el("div");
    const body = el("div");
    const views = [["side", "All side by side"]];
    here.forEach((r, i) => views.push(["diff" + i, "Original and " + r.m]));
    if (!views.some((v) => v[0] === state.view)) state.view = "side";
    const bar = el("div", "views", null, views.map((v) => {
      const button = el("button", "", v[1]);
      button.type = "button";
      button.dataset.view = v[0];
      button.addEventListener("click", () => { state.view = v[0]; draw(); });
      return button;
    }));
    function draw() {
      bar.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.view === state.view)));
      const shown = state.view === "side" ? here : [here[Number(state.view.slice(4))]];
      body.replaceChildren(...paths(app, shown).map((p) => file(app, shown, p)), ...shown.map(remarks));
    }
    draw();
    box.append(bar, body);
    return box;
  }

  function paths(app, shown) {
    const all = app.files.map((f) => f.path);
    shown.forEach((r) => (r.files || []).forEach((f) => { if (!all.includes(f.path)) all.push(f.path); }));
    return all;
  }

  function file(app, shown, path) {
    const original = app.files.find((f) => f.path === path);
    const rebuilt = shown.map((r) => (r.files || []).find((f) => f.path === path));
    const table = shown.length === 1 ? diffTable(original, rebuilt[0], shown[0].m) : sideTable(original, rebuilt, shown);
    const cut = [original, ...rebuilt].some((f) => f && f.cut);
    return el("div", "", null, [el("p", "file", path), cut ? el("p", "note", "Shortened; too long to compare here.") : null,
      el("div", "codewrap", null, [table])]);
  }

  function head(names) {
    const row = el("tr");
    names.forEach((n) => {
      const th = el("th", "", n);
      th.scope = "col";
      th.colSpan = 2;
      row.append(th);
    });
    return el("thead", "", null, [row]);
  }

  function columns(n) {
    const group = document.createElement("colgroup");
    for (let i = 0; i < n; i++) {
      const number = document.createElement("col");
      number.className = "no";
      group.append(number, document.createElement("col"));
    }
    return group;
  }

  function cells(row, number, text, css) {
    row.append(el("td", "no", number), el("td", "t " + css, text));
  }

  // Rows of [original index or -1, rebuilt index or -1, differs].
  function align(original, rebuilt, hunks) {
    const rows = [];
    let a = 0, b = 0;
    const same = (end) => { while (a < end) rows.push([a++, b++, false]); };
    (hunks || []).forEach((h) => {
      same(h[0]);
      while (a < h[1] || b < h[3]) rows.push([a < h[1] ? a++ : -1, b < h[3] ? b++ : -1, true]);
    });
    same(original.length);
    return rows;
  }

  function diffTable(original, rebuilt, model) {
    const a = original ? lines(original.text) : [];
    const b = rebuilt ? lines(rebuilt.text) : [];
    const rows = rebuilt && rebuilt.hunks ? align(a, b, rebuilt.hunks) : align(a, b, [[0, a.length, 0, b.length]]);
    const body = el("tbody");
    rows.forEach(([i, j, differs]) => {
      const row = el("tr");
      cells(row, i < 0 ? "" : i + 1, i < 0 ? "" : a[i], i < 0 ? "gap" : differs ? "del" : "same");
      cells(row, j < 0 ? "" : j + 1, j < 0 ? "" : b[j], j < 0 ? "gap" : differs ? "add" : "same");
      body.append(row);
    });
    return el("table", "code diff", null, [columns(2), head(["Original", model + (rebuilt ? "" : ": did not write this file")]), body]);
  }

  // All models on the original's lines: what a model changed or added stands beside what it replaced.
  function sideTable(original, rebuilt, shown) {
    const a = original ? lines(original.text) : [];
    const each = rebuilt.map((f) => {
      const b = f ? lines(f.text) : [];
      const rows = f && f.hunks ? align(a, b, f.hunks) : align(a, b, [[0, a.length, 0, b.length]]);
      const at = a.map(() => []);
      const before = [];
      let last = -1;
      rows.forEach(([i, j, differs]) => {
        if (i >= 0) last = i;
        if (j >= 0) (last < 0 ? before : at[last]).push([j, b[j], differs]);
      });
      return { at, before };
    });
    const body = el("tbody");
    function block(index, stacks) {
      const height = Math.max(index < 0 ? 0 : 1, ...stacks.map((s) => s.length));
      const changed = index >= 0 && stacks.some((s) => !s.some((x) => !x[2]));
      for (let k = 0; k < height; k++) {
        const row = el("tr");
        const first = index >= 0 && k === 0;
        cells(row, first ? index + 1 : "", first ? a[index] : "", first ? (changed ? "del" : "same") : "gap");
        stacks.forEach((s) => {
          const x = s[k];
          cells(row, x ? x[0] + 1 : "", x ? x[1] : "", x ? (x[2] ? "add" : "same") : "gap");
        });
        body.append(row);
      }
    }
    block(-1, each.map((e) => e.before));
    a.forEach((_, i) => block(i, each.map((e) => e.at[i])));
    const names = ["Original", ...shown.map((r, i) => r.m + (rebuilt[i] ? "" : ": did not write this file"))];
    return el("table", "code side", null, [columns(names.length), head(names), body]);
  }

  function remarks(r) {
    const parts = [];
    if (r.leftOut) parts.push(el("p", "note", r.m + ": details are left out of this page because the run is large; they are in the store."));
    (r.notes || []).forEach((n) => parts.push(el("p", "note", r.m + ": " + n)));
    if (r.answer) parts.push(el("details", "", null, [el("summary", "", "The whole answer of " + r.m), el("pre", "plain", r.answer)]));
    return el("div", "", null, parts);
  }

  function failures(r) {
    const n = r.failed || 0;
    const title = r.m + ": " + (r.leftOut ? "left out of this page" : n ? r.failedHidden + " hidden and " + (n - r.failedHidden) + " reward tests failed" : r.failures ? "no test failed" : "no test ran (" + r.o + ")");
    const box = el("details", "", null, [el("summary", "", title)]);
    box.open = n > 0 && n <= 3;
    if (r.runDetail) box.append(el("p", "note", r.runDetail));
    (r.failures || []).forEach((f) => {
      box.append(el("div", "fail", null, [el("p", "file", f[0]), el("p", "note", f[1] + ", " + f[2] + " group"), f[3] ? el("pre", "plain", f[3]) : null]));
    });
    if (r.failures && n > r.failures.length) box.append(el("p", "note", n - r.failures.length + " more are left out of this page."));
    if (r.output) box.append(el("details", "", null, [el("summary", "", "Output of the run"), el("pre", "plain", r.output)]));
    return box;
  }

  function changed(key, value) {
    state[key] = value;
    const next = new URLSearchParams({ a: state.a, e: state.e, s: String(state.s) });
    history.replaceState(null, "", "#" + next.toString());
    sync();
  }

  const first = data.rollouts[0];
  state.a = first ? first.a : data.applications.length ? data.applications[0].id : "";
  state.e = first ? first.e : data.engineers[0] || "";
  const linked = readFragment();
  if (state.a) {
    fill(byId("pick-application"), data.applications.map((a) => a.id), (id) => data.applications.find((a) => a.id === id).name);
    fill(byId("pick-engineer"), data.engineers, (e) => e);
    byId("pickers").hidden = false;
    byId("pick-application").addEventListener("change", (x) => changed("a", x.target.value));
    byId("pick-engineer").addEventListener("change", (x) => changed("e", x.target.value));
    byId("pick-sample").addEventListener("change", (x) => changed("s", Number(x.target.value)));
    byId("pickers").addEventListener("submit", (x) => x.preventDefault());
    window.addEventListener("hashchange", () => {
      if (readFragment()) {
        sync();
        byId("explorer").scrollIntoView();
      }
    });
    sync();
    if (linked) byId("explorer").scrollIntoView();
  }
  // A page that still grows reloads itself while nobody looks inside.
  if (document.body.dataset.running === "true") {
    setTimeout(() => { if (!location.hash && scrollY < 400) location.reload(); }, 15000);
  }
})();
