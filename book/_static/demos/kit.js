// What all demos share: starting them when they come near, texts from the page, numbers, controls and charts.
// A plain script, since browsers refuse modules and fetched data on file://. It defines one name, Demos.
"use strict";

window.Demos = (() => {
  const FOLDER = document.currentScript ? document.currentScript.src.replace(/[^/]*$/, "") : "";
  const SVG = "http://www.w3.org/2000/svg";
  const known = {};    // name of a demo: what its script defined
  const waiting = {};  // name of a demo: boxes of the page that wait for its script
  const asked = new Map();  // file: a promise, true once it has run

  // --- starting ---------------------------------------------------------------------------------------------------

  // Load a script that lies beside this one, once; false where it could not be had.
  function load(file) {
    if (!asked.has(file)) asked.set(file, new Promise((done) => {
      const script = document.createElement("script");
      script.src = FOLDER + file;
      script.async = false;  // several scripts run in the order in which they were asked for
      script.onload = () => done(true);
      script.onerror = () => done(false);
      document.head.append(script);
    }));
    return asked.get(file);
  }

  // A demo's script ends with Demos.define(name, {model, start}); start(stage, text) builds it into an empty element.
  function define(name, demo) {
    known[name] = demo;
    for (const box of waiting[name] || []) start(box);
    delete waiting[name];
  }

  function start(box) {
    const demo = known[box.dataset.demo];
    const text = textsOf(box);
    const stage = element("div", text.has("demo") ? {class: "demo-stage", role: "group", "aria-label": text("demo")} : {class: "demo-stage"});
    box.append(stage);
    box.classList.add("runs");  // hides the figure that stood in
    demo.start(stage, text);
  }

  function ask(box) {
    const name = box.dataset.demo;
    if (known[name]) return start(box);
    (waiting[name] = waiting[name] || []).push(box);
    for (const file of (box.dataset.needs || "").split(" ").filter(Boolean)) load(file);
    load(`${name}.js`);
  }

  function watch() {
    const boxes = document.querySelectorAll(".demo[data-demo]");
    if (!("IntersectionObserver" in window)) return boxes.forEach(ask);
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries.filter((one) => one.isIntersecting)) {
        observer.unobserve(entry.target);
        ask(entry.target);
      }
    }, {rootMargin: "1000px"});
    boxes.forEach((box) => observer.observe(box));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();

  // --- texts and numbers ------------------------------------------------------------------------------------------

  // The texts of a demo stand in the page, in a list of `name` text; text("name", {n: 3}) fills in {n}.
  function textsOf(box) {
    const texts = {};
    for (const item of box.querySelectorAll(".demo-texts li")) {
      const name = item.querySelector("code").textContent.trim();
      texts[name] = item.textContent.replace(name, "").trim();
    }
    const text = (name, values = {}) => {
      if (!(name in texts)) throw new Error(`the page gives the demo no text named ${name}`);
      return texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
    };
    text.names = Object.keys(texts);  // in the page's order
    text.has = (name) => name in texts;  // a page that leaves out a text leaves out what it would name
    return text;
  }

  const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  // 0.17, −0.45, 3.4·10⁻¹⁴, 12,500: three digits that count, unless *digits* says how many after the point.
  function number(value, digits) {
    const sign = value < 0 ? "−" : "";
    const size = Math.abs(value);
    if (digits !== undefined) return sign + grouped(size.toFixed(digits));
    if (size === 0) return "0";
    if (size >= 0.001 && size < 100_000) return sign + grouped(String(Number(size.toPrecision(size < 1 ? 2 : 3))));
    const [digit, power] = size.toExponential(1).split("e");
    return `${sign}${Number(digit) === 1 ? "" : `${Number(digit)}·`}10${raised(power)}`;
  }

  function grouped(text) {
    const [whole, rest] = text.split(".");
    return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest ? `.${rest}` : "");
  }

  function raised(power) {
    return String(Number(power)).replace("-", "⁻").replace(/\d/g, (digit) => RAISED[digit]);
  }

  // Numbers from 0 to 1 by "mulberry32": small, and written down in Python in tests/check/test_demos.py.
  function random(seed) {
    let state = seed | 0;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  // --- controls ---------------------------------------------------------------------------------------------------

  let made = 0;
  const fresh = (kind) => `demo-${kind}-${++made}`;

  // An element with attributes and children; strings become text, never markup.
  function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children);
    return node;
  }

  function slider(parent, {label, min, max, step, value, show = number, change}) {
    const id = fresh("slider");
    const input = element("input", {type: "range", id, min, max, step, value});
    const shown = element("span", {class: "demo-value", "aria-hidden": "true"});
    const say = () => {
      shown.textContent = show(Number(input.value));
      input.setAttribute("aria-valuetext", shown.textContent);
    };
    input.addEventListener("input", () => { say(); change(Number(input.value)); });
    say();
    const row = element("div", {class: "demo-slider"}, element("label", {for: id}, label), shown, input);
    parent.append(row);
    return {row, input, get value() { return Number(input.value); }, set value(to) { input.value = to; say(); }};
  }

  function button(parent, label, press, attributes = {}) {
    const made = element("button", {type: "button", class: "demo-button", ...attributes}, label);
    made.addEventListener("click", press);
    parent.append(made);
    return made;
  }

  function checkbox(parent, label, checked, change) {
    const input = element("input", {type: "checkbox", checked});
    input.addEventListener("change", () => change(input.checked));
    parent.append(element("label", {class: "demo-check"}, input, " ", label));
    return input;
  }

  // A question that is answered before anything is shown; done(index, text of the answer) is called once.
  function predict(parent, {question, answers, show, done}) {
    const name = fresh("answer");
    const go = element("button", {type: "submit", class: "demo-button"}, show);
    const fields = element("fieldset", {}, element("legend", {}, question));
    answers.forEach((answer, place) => {
      const input = element("input", {type: "radio", name, value: place, required: true});
      fields.append(element("label", {class: "demo-check"}, input, " ", answer));
    });
    const form = element("form", {class: "demo-predict", tabindex: -1}, fields, go);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const place = Number(new FormData(form).get(name));
      fields.disabled = true;
      go.remove();
      form.focus({preventScroll: true}); // the button that had the focus is gone: Tab goes on from here
      const demo = form.closest(".demo"); // done() may put another question in place of this one
      done(place, answers[place]);
      setTimeout(() => showOutcome(demo), 400); // when the readout has been written
    });
    parent.append(form);
    return form;
  }

  // Questions in one place, one after the other; of each that gives way to the next a line stays, with what was answered.
  // asked: [{question, answers, right, then}], names of texts and the place of the right answer; then(verdict) gets the
  // sentence on the answer.
  function predictInTurn(parent, text, asked) {
    const past = element("div", {class: "demo-past"});
    const here = element("div", {class: "demo-questions"});
    parent.append(past, here);
    const ask = (turn) => {
      const {question, answers, right, then} = asked[turn];
      here.replaceChildren();
      predict(here, {
        question: text(question), answers: answers.map((answer) => text(answer)), show: text("open"),
        done(place, answer) {
          const verdict = text(place === right ? "was-right" : "was-wrong", {answer});
          then(verdict);
          if (turn + 1 === asked.length) return;
          past.append(element("p", {}, element("strong", {}, text(question)), " ", verdict));
          ask(turn + 1);
        },
      });
    };
    ask(0);
  }

  // The outcome may stand below the window: as little scrolling as shows it.
  function showOutcome(demo) {
    demo.querySelector(".demo-readout")?.scrollIntoView({block: "nearest"});
  }

  // A sentence that is read out after it has stood still for a moment.
  function readout(parent) {
    const line = element("p", {class: "demo-readout", role: "status", "aria-live": "polite"});
    let timer;
    parent.append(line);
    return (sentence, wait = 300) => {
      clearTimeout(timer);
      timer = setTimeout(() => { line.textContent = sentence; }, wait);
    };
  }

  // --- charts -----------------------------------------------------------------------------------------------------

  const linear = (value) => value;
  const log = (value) => Math.log10(Math.max(value, 1e-300));
  // Both signs on a logarithmic axis: everything smaller than *least* lies at 0.
  const signedLog = (least) => (value) => Math.sign(value) * Math.max(0, Math.log10(Math.abs(value) / least));

  function shape(tag, attributes, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }

  // A chart as wide as the page allows. x and y: {min, max, ticks: [[value, text], ...], scale}. Drawn anew whenever
  // something changes: begin(), then lines, dots and notes.
  function chart(parent, {title, height, x, y, left = 52}) {
    const MARGIN = {top: 8, right: 12, bottom: 26};
    const svg = shape("svg", {class: "demo-chart", height, role: "img", "aria-label": title});
    const figure = element("div", {class: "demo-figure"}, element("div", {class: "demo-title"}, title), svg);
    parent.append(figure);
    const of = (axis, value) => {
      const scale = axis.scale || linear;
      return (scale(value) - scale(axis.min)) / (scale(axis.max) - scale(axis.min));
    };
    const self = {
      svg, figure, x, y,
      get width() { return svg.clientWidth || 320; },
      toX: (value) => left + of(x, value) * (self.width - left - MARGIN.right),
      toY: (value) => height - MARGIN.bottom - clamp(of(self.y, value)) * (height - MARGIN.bottom - MARGIN.top),
      fromX: (place) => x.min + ((place - left) / (self.width - left - MARGIN.right)) * (x.max - x.min),
      fromY: (place) => self.y.min + ((height - MARGIN.bottom - place) / (height - MARGIN.bottom - MARGIN.top)) * (self.y.max - self.y.min),
      begin() {
        svg.replaceChildren();
        svg.setAttribute("viewBox", `0 0 ${self.width} ${height}`);
        for (const [value, text] of self.y.ticks) {
          const at = self.toY(value);
          svg.append(shape("line", {class: "grid", x1: left, x2: self.width - MARGIN.right, y1: at, y2: at}));
          svg.append(shape("text", {class: "tick", x: left - 6, y: at + 4, "text-anchor": "end"}, text));
        }
        for (const [value, text] of x.ticks) {
          const at = self.toX(value);
          svg.append(shape("line", {class: "grid", x1: at, x2: at, y1: MARGIN.top, y2: height - MARGIN.bottom}));
          svg.append(shape("text", {class: "tick", x: at, y: height - 8, "text-anchor": at > self.width - 40 ? "end" : "middle"}, text));
        }
      },
      line(points, style) {
        const drawn = points.filter(([, value]) => Number.isFinite(value));
        const path = drawn.map(([at, value]) => `${self.toX(at).toFixed(1)},${self.toY(value).toFixed(1)}`);
        svg.append(shape("polyline", {class: `curve ${style}`, points: path.join(" ")}));
      },
      band(points, style) {  // points: [x, low, high]
        const up = points.map(([at, , high]) => `${self.toX(at).toFixed(1)},${self.toY(high).toFixed(1)}`);
        const down = points.map(([at, low]) => `${self.toX(at).toFixed(1)},${self.toY(low).toFixed(1)}`).reverse();
        svg.append(shape("polygon", {class: `band ${style}`, points: [...up, ...down].join(" ")}));
      },
      dot(at, value, style) {
        svg.append(shape("circle", {class: `dot ${style}`, cx: self.toX(at), cy: self.toY(value), r: 6}));
      },
      rule(at, style) {  // a vertical line
        svg.append(shape("line", {class: `curve ${style}`, x1: self.toX(at), x2: self.toX(at), y1: MARGIN.top, y2: height - MARGIN.bottom}));
      },
      note(at, value, text, style, anchor = "start", dy = -6) {
        svg.append(shape("text", {class: `note ${style}`, x: self.toX(at), y: self.toY(value) + dy, "text-anchor": anchor}, text));
      },
      describe(sentence) { svg.setAttribute("aria-label", `${title}: ${sentence}`); },
    };
    return self;
  }

  const clamp = (share) => Math.min(1, Math.max(0, share));

  // Let a curve be drawn on a chart with finger or mouse, or with the keys: left and right choose a place, up and down
  // change the value there, Home and End go to the ends. values: an array, changed in place.
  function drawing(on, {values, first = 0, label, step, say, change}) {
    const {svg} = on;
    let place = 0;
    let before = null;
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("role", "slider");
    svg.setAttribute("aria-orientation", "vertical");
    svg.setAttribute("aria-valuemin", on.y.min);
    svg.setAttribute("aria-valuemax", on.y.max);
    svg.classList.add("drawn");
    const tell = () => {
      svg.setAttribute("aria-label", label);
      svg.setAttribute("aria-valuenow", Number.isFinite(values[place]) ? values[place] : on.y.min);
      svg.setAttribute("aria-valuetext", say(place, values[place]));
    };
    const set = (to, value) => {
      values[to] = Math.min(on.y.max, Math.max(on.y.min, value));
    };
    const touch = (event) => {
      const box = svg.getBoundingClientRect();
      const at = Math.min(values.length - 1, Math.max(0, Math.round(on.fromX(event.clientX - box.left)) - first));
      const value = on.fromY(event.clientY - box.top);
      const from = before ?? {at, value};  // fill in what a fast hand leaps over
      for (let one = Math.min(from.at, at); one <= Math.max(from.at, at); one += 1) {
        const share = at === from.at ? 1 : (one - from.at) / (at - from.at);
        set(one, from.value + share * (value - from.value));
      }
      before = {at, value};
      place = at;
      tell();
      change();
    };
    svg.addEventListener("pointerdown", (event) => {
      svg.setPointerCapture(event.pointerId);
      before = null;
      touch(event);
    });
    svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) touch(event); });
    svg.addEventListener("keydown", (event) => {
      const moves = {ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10, Home: -values.length, End: values.length};
      if (event.key in moves) place = Math.min(values.length - 1, Math.max(0, place + moves[event.key]));
      else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
        const was = Number.isFinite(values[place]) ? values[place] : (on.y.min + on.y.max) / 2;
        set(place, was + (event.key === "ArrowUp" ? step : -step));
      } else return;
      event.preventDefault();
      tell();
      change();
    });
    svg.addEventListener("focus", () => { tell(); change(); });
    svg.addEventListener("blur", () => change());
    tell();
    return {tell, get place() { return document.activeElement === svg ? place : null; }};
  }

  // Call draw() now and whenever the width of *stage* changes.
  function keepDrawn(stage, draw) {
    draw();
    if (!("ResizeObserver" in window)) return window.addEventListener("resize", draw);
    let width = stage.clientWidth;
    new ResizeObserver(() => {
      if (stage.clientWidth !== width) {
        width = stage.clientWidth;
        draw();
      }
    }).observe(stage);
  }

  return {define, known, load, random, number, raised, element, slider, button, checkbox, predict, predictInTurn, readout, showOutcome, chart, drawing, keepDrawn, log, signedLog};
})();
