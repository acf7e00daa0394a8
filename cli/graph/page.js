"use strict";
// The data is text from people's files: it is only ever set as text, never as markup.
(() => {
  const svg = document.querySelector(".pipec-graph");
  const stage = document.getElementById("stage");
  const overview = document.getElementById("overview");
  const details = document.getElementById("details");
  const panel = document.getElementById("panel");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const data = JSON.parse(document.getElementById("data").textContent);
  const steps = new Map(data.steps.map((step) => [step.name, step]));
  const boxes = new Map();
  const lines = [...svg.querySelectorAll(".pipec-edge")];

  // --- making elements ---------------------------------------------------------------------

  function make(name, options, ...children) {
    const element = document.createElement(name);
    Object.assign(element, options);
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  function link(text, act) {
    const button = make("button", { type: "button", className: "link", textContent: text });
    button.addEventListener("click", act);
    return button;
  }

  /** A text whose parts between backticks are code. */
  function marked(name, text, className = "") {
    const parts = text.split("`");
    if (parts.length % 2 === 0) return make(name, { className, textContent: text });
    return make(name, { className }, ...parts.map((part, index) =>
      index % 2 ? make("code", { textContent: part }) : part));
  }

  const heading = (text) => make("h2", { textContent: text });
  const note = (text, className = "faint") => marked("p", text, className);
  const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(2);

  function source(first, texts) {
    const rows = texts.map((text, index) =>
      make("span", { className: "row" },
        make("span", { className: "number", textContent: String(first + index) }),
        make("span", { textContent: text || " " })));
    return make("pre", { className: "source", tabIndex: 0 }, ...rows);
  }

  function scored(score, parts) {
    const rows = parts.map((part) =>
      make("tr", {}, marked("td", part.label),
        make("td", { textContent: signed(part.value) })));
    rows.push(make("tr", { className: "sum" }, make("td", { textContent: "score" }),
      make("td", { textContent: score.toFixed(2) })));
    return make("table", {}, make("tbody", {}, ...rows));
  }

  function others(list) {
    return list.map((other) =>
      make("div", { className: "card" },
        make("span", { className: "score", textContent: other.score.toFixed(2) }),
        make("div", { textContent: "not " + other.name }),
        marked("div", other.why, "faint")));
  }

  // --- the window on the drawing -----------------------------------------------------------

  const size = svg.viewBox.baseVal;
  const whole = { width: size.width, height: size.height };
  const MAX = 3;
  const view = { x: 0, y: 0, scale: 1 };
  let waiting = false;

  const smallest = () => Math.min(1, fitting());
  const fitting = () =>
    Math.min(stage.clientWidth / whole.width, stage.clientHeight / whole.height);

  /** Keep some of the drawing in sight; what is smaller than the stage is in its middle. */
  function held(position, length, room) {
    if (length <= room) return (length - room) / 2;
    const spare = Math.min(60, room / 4);
    return Math.min(Math.max(position, -spare), length - room + spare);
  }

  function show() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const width = stage.clientWidth / view.scale;
      const height = stage.clientHeight / view.scale;
      view.x = held(view.x, whole.width, width);
      view.y = held(view.y, whole.height, height);
      svg.setAttribute("viewBox", `${view.x} ${view.y} ${width} ${height}`);
      svg.classList.toggle("far", view.scale < 0.45);
      showMap(width, height);
    });
  }

  function zoom(factor, atX = stage.clientWidth / 2, atY = stage.clientHeight / 2) {
    const scale = Math.min(MAX, Math.max(smallest() * 0.9, view.scale * factor));
    view.x += atX / view.scale - atX / scale;
    view.y += atY / view.scale - atY / scale;
    view.scale = scale;
    show();
  }

  function fit() {
    view.scale = Math.min(1.5, fitting());
    show();
  }

  /** All of it if it can be read so, else as wide as it is from its beginning on. */
  function begin() {
    view.scale = Math.min(1.25, fitting());
    if (view.scale < 0.7) view.scale = Math.min(1, Math.max(0.7, stage.clientWidth / whole.width));
    view.x = view.y = -Infinity;
    show();
  }

  function bringIntoSight(box) {
    const width = stage.clientWidth / view.scale;
    const height = stage.clientHeight / view.scale;
    const inX = box.x >= view.x && box.x + box.width <= view.x + width;
    const inY = box.y >= view.y && box.y + box.height <= view.y + height;
    if (!inX) view.x = box.x + box.width / 2 - width / 2;
    if (!inY) view.y = box.y + box.height / 2 - height / 2;
    if (!inX || !inY) show();
  }

  // --- the map in the corner, where not all is in sight ------------------------------------

  const space = "http://www.w3.org/2000/svg";
  const map = document.createElementNS(space, "svg");
  const frame = document.createElementNS(space, "rect");
  const dots = new Map();

  function rectangle(element, place) {
    for (const key of ["x", "y", "width", "height"]) element.setAttribute(key, place[key]);
    return element;
  }

  function makeMap() {
    const scale = Math.min(180 / whole.width, 150 / whole.height);
    map.id = "map";
    map.setAttribute("width", Math.max(24, whole.width * scale));
    map.setAttribute("height", Math.max(24, whole.height * scale));
    map.setAttribute("viewBox", `0 0 ${whole.width} ${whole.height}`);
    map.setAttribute("aria-hidden", "true");
    for (const [name, { place }] of boxes) {
      const dot = rectangle(document.createElementNS(space, "rect"), place);
      dot.setAttribute("class", "box");
      dots.set(name, dot);
      map.append(dot);
    }
    frame.setAttribute("class", "window");
    frame.setAttribute("stroke-width", 1 / scale);
    map.append(frame);
    stage.append(map);
    const go = (event) => {
      if (!event.buttons) return;
      const on = map.getBoundingClientRect();
      const width = stage.clientWidth / view.scale;
      const height = stage.clientHeight / view.scale;
      view.x = ((event.clientX - on.left) / on.width) * whole.width - width / 2;
      view.y = ((event.clientY - on.top) / on.height) * whole.height - height / 2;
      show();
    };
    map.addEventListener("pointerdown", (event) => {
      map.setPointerCapture(event.pointerId);
      go(event);
    });
    map.addEventListener("pointermove", go);
  }

  function showMap(width, height) {
    map.toggleAttribute("hidden", whole.width <= width + 1 && whole.height <= height + 1);
    rectangle(frame, { x: view.x, y: view.y, width, height });
  }

  // --- choosing ------------------------------------------------------------------------------

  function mark(names, edges, chosen) {
    const any = names !== null;
    svg.classList.toggle("choosing", any);
    for (const [name, { group }] of boxes) {
      group.classList.toggle("near", any && names.has(name));
      group.classList.toggle("chosen", any && chosen === name);
      dots.get(name).classList.toggle("chosen", any && (chosen === null || chosen === name) && names.has(name));
    }
    for (const line of lines) {
      line.classList.toggle("near", any && edges.includes(line));
      line.classList.toggle("chosen", any && chosen === line);
    }
    for (const button of overview.querySelectorAll("[data-parameter]")) {
      button.setAttribute("aria-pressed", "false");
    }
  }

  function open(...children) {
    overview.hidden = true;
    details.replaceChildren(
      make("p", { className: "back" }, link("← Parameters and legend", close)), ...children);
    panel.scrollTop = 0;
  }

  function close() {
    overview.hidden = false;
    details.replaceChildren();
    mark(null, [], null);
  }

  const lineOf = (from, to) =>
    lines.find((line) => line.dataset.source === from && line.dataset.target === to);

  function chooseStep(name) {
    const step = steps.get(name);
    const edges = lines.filter((l) => l.dataset.source === name || l.dataset.target === name);
    const near = new Set([name, ...edges.flatMap((l) => [l.dataset.source, l.dataset.target])]);
    mark(near, edges, name);
    bringIntoSight(boxes.get(name).place);
    const parts = [
      make("p", { className: "title", textContent: step.name }),
      note(step.type + (step.block ? " · in " + step.block : "")),
    ];
    if (step.said !== null) parts.push(make("p", {}, make("code", { textContent: step.said })));
    if (step.description) parts.push(note(step.description, ""));
    if (step.contract) parts.push(note("contract: " + step.contract));
    if (step.parameters.length) parts.push(note("parameters: " + step.parameters.join(", ")));
    if (step.source) {
      parts.push(heading(step.source.place), source(step.source.first, step.source.lines));
    }
    if (step.inputs.length) parts.push(heading("Inputs"), ...step.inputs.map((i) => input(i, step)));
    const after = data.wires.filter((w) => w.target === name && w.input === null);
    if (after.length) parts.push(heading("Also waits for"), ...after.map(waited));
    const gives = data.wires.filter((w) => w.source === name);
    if (gives.length) parts.push(heading("Leads to"), ...gives.map(given));
    parts.push(heading("Request"));
    parts.push(step.request === null
      ? note("There is none: the pipeline has errors.")
      : make("pre", { id: "request", tabIndex: 0, textContent: step.request }));
    if (step.beside) {
      parts.push(heading("Beside the request"),
        make("pre", { tabIndex: 0, textContent: step.beside }));
    }
    if (step.about) parts.push(heading("About the contract"), note(step.about, ""));
    open(...parts);
  }

  function input(item, step) {
    const card = make("div", { className: "card" });
    if (item.from !== undefined) {
      const how = item.score === null ? "written" : item.score.toFixed(2);
      const label = item.from + (item.output ? "." + item.output : "");
      const className = item.score === null ? "what" : "score";
      card.append(make("span", { className, textContent: how }), item.name + " ← ",
        link(label, () => chooseWire(item.from, step.name)));
    } else if (item.open !== undefined) {
      card.append(make("div", { textContent: item.name }),
        make("div", { className: "bad", textContent: item.open }), ...others(item.others));
    } else if (item.empty !== undefined) {
      card.append(item.name + " ", make("span", { className: "faint", textContent: item.empty }));
    } else {
      card.append(item.name + " ", make("code", { textContent: item.value }));
    }
    return card;
  }

  function waited(wire) {
    const what = wire.how === "order" ? "the order" : wire.output || "a value";
    return make("div", { className: "card" },
      make("span", { className: "what", textContent: what }),
      link(wire.source, () => chooseWire(wire.source, wire.target)));
  }

  function given(wire) {
    const what = wire.how === "order" ? "(only the order)" : (wire.output || "a value") + " → ";
    const end = wire.target + (wire.input ? "." + wire.input : "");
    const score = wire.score === undefined ? "" : wire.score.toFixed(2);
    return make("div", { className: "card" },
      make("span", { className: "score", textContent: score }), what + " ",
      link(end, () => chooseWire(wire.source, wire.target)));
  }

  function chooseWire(from, to) {
    const line = lineOf(from, to);
    mark(new Set([from, to]), line ? [line] : [], line || null);
    const wires = data.wires.filter((w) => w.source === from && w.target === to);
    open(make("p", { className: "title" }, link(from, () => chooseStep(from)), " → ",
      link(to, () => chooseStep(to))), ...wires.flatMap(wire));
  }

  function wire(item) {
    const title = item.how === "order"
      ? "Only the order"
      : (item.output || "a value") + " → " + (item.input || "a value in the step");
    const parts = [heading(title)];
    if (item.how === "inferred") {
      parts.push(note("inferred by pipec"));
      parts.push(make("div", { className: "card" }, scored(item.score, item.parts)));
    } else if (item.how === "written") parts.push(note("written"));
    for (const reason of item.reasons) {
      parts.push(make("div", { className: "card" },
        marked("div", reason.text),
        make("div", { className: "faint", textContent: reason.place }),
        make("pre", { className: "line", textContent: reason.line })));
    }
    if (item.pin) {
      parts.push(note("To pin it, write into the step:"), make("pre", { className: "wrapped", textContent: item.pin }));
    }
    if (item.others && item.others.length) {
      parts.push(heading("What was not taken"), ...others(item.others));
    }
    return parts;
  }

  function chooseParameter(button) {
    const name = button.dataset.parameter;
    if (button.getAttribute("aria-pressed") === "true") return mark(null, [], null);
    const users = data.steps.filter((step) => step.parameters.includes(name));
    mark(new Set(users.map((step) => step.name)), [], null);
    button.setAttribute("aria-pressed", "true");
    if (users.length) bringIntoSight(boxes.get(users[0].name).place);
    return undefined;
  }

  // --- searching -----------------------------------------------------------------------------

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = data.steps.filter((step) => {
      const text = (step.name + " " + step.type).toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const names = new Set(hits.map((step) => step.name));
    svg.classList.toggle("searching", words.length > 0);
    for (const [name, { group }] of boxes) group.classList.toggle("missed", !names.has(name));
    if (words.length && hits.length) bringIntoSight(boxes.get(hits[0].name).place);
    found.textContent = words.length ? `${hits.length} of ${data.steps.length}` : "";
    return words.length ? hits : [];
  }

  // --- what people do --------------------------------------------------------------------------

  function activate(target) {
    const hit = target.closest(".pipec-step, .pipec-edge");
    if (hit === null) close();
    else if (hit.dataset.step !== undefined) chooseStep(hit.dataset.step);
    else chooseWire(hit.dataset.source, hit.dataset.target);
  }

  let drag = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, y: event.clientY, moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (drag === null) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(x, y) < 4) return;
    if (!drag.moved) svg.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, moved: true };
    view.x -= x / view.scale;
    view.y -= y / view.scale;
    show();
  });
  svg.addEventListener("pointerup", (event) => {
    const wasClick = drag !== null && !drag.moved;
    drag = null;
    if (wasClick) activate(event.target);
  });
  svg.addEventListener("pointercancel", () => { drag = null; });
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const on = stage.getBoundingClientRect();
    const lines = event.deltaMode === 1 ? 24 : 1;
    zoom(Math.exp(-event.deltaY * lines * 0.0015), event.clientX - on.left, event.clientY - on.top);
  }, { passive: false });

  document.getElementById("in").addEventListener("click", () => zoom(1.3));
  document.getElementById("out").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("fit").addEventListener("click", fit);
  overview.addEventListener("click", (event) => {
    const button = event.target.closest("[data-parameter]");
    if (button !== null) chooseParameter(button);
  });
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      const hits = filter();
      if (hits.length) chooseStep(hits[0].name);
    } else if (event.key === "Escape") {
      search.value = "";
      filter();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.target === search || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") close();
    else if (event.key === "+") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if ((event.key === "Enter" || event.key === " ") && event.target.closest(".pipec-step")) {
      event.preventDefault();
      activate(event.target);
    }
  });
  new ResizeObserver(show).observe(stage);

  // --- the beginning ---------------------------------------------------------------------------

  document.documentElement.classList.add("live");
  svg.setAttribute("role", "group");
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  for (const group of svg.querySelectorAll(".pipec-step")) {
    const name = group.dataset.step;
    const rect = group.querySelector("rect");
    const place = {};
    for (const key of ["x", "y", "width", "height"]) place[key] = Number(rect.getAttribute(key));
    boxes.set(name, { group, place });
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
    group.setAttribute("aria-label", `${name}, ${steps.get(name).type}`);
    group.addEventListener("focus", () => bringIntoSight(place));
  }
  makeMap();
  begin();
})();
