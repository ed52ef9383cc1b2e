// Unroll (chapter "Recurrent networks"): a sentence, step by step, in one or two small trained networks. One word is
// exchanged; how far does each state move? And which words have a gradient of what is read after that word?
// unroll_data.js holds the words, the sentence and the weights.
"use strict";

(() => {
  const UNITS = 4;

  // --- the network: forward and backward as in the chapter, for one sentence of one-hot rows ----------------------------

  // states(ids): one array of UNITS numbers for each word, in the order of the sentence, whichever way it is read.
  function network({W_xh, W_hh, b, W_hy, b_y}, fromEnd) {
    const order = (list) => (fromEnd ? [...list].reverse() : list);
    const head = W_hy.map(([weight]) => weight);

    function states(ids) {
      let h = new Array(UNITS).fill(0);
      const found = order(ids).map((id) => {
        h = b.map((bias, unit) => Math.tanh(W_xh[id][unit] + h.reduce((sum, value, from) => sum + value * W_hh[from][unit], 0) + bias));
        return h;
      });
      return order(found);
    }

    const verdict = (state) => state.reduce((sum, value, unit) => sum + value * head[unit], b_y[0]);

    // d x_t for every word, of the verdict after the word at *place*.
    function gradient(ids, place) {
      const read = order(states(ids));
      const at = fromEnd ? ids.length - 1 - place : place;
      const found = [];
      let r = new Array(UNITS).fill(0);
      for (let step = ids.length - 1; step >= 0; step -= 1) {
        const dz = r.map((back, unit) => ((step === at ? head[unit] : 0) + back) * (1 - read[step][unit] ** 2));
        found.unshift(W_xh.map((row) => row.reduce((sum, weight, unit) => sum + weight * dz[unit], 0)));
        r = W_hh.map((row) => row.reduce((sum, weight, unit) => sum + weight * dz[unit], 0));
      }
      return order(found);
    }

    return {states, verdict, gradient};
  }

  const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  const less = (a, b) => a.map((value, place) => value - b[place]);

  // All that the demo shows when the word at *place* becomes the word *id*.
  function measure(data, both, place, id) {
    const networks = [network(data.forwards, false), ...(both ? [network(data.backwards, true)] : [])];
    const exchanged = data.sentence.map((old, step) => (step === place ? id : old));
    const [before, after] = [data.sentence, exchanged].map((ids) => {
      const of = networks.map((net) => net.states(ids));
      return ids.map((_, step) => of.flatMap((states) => states[step]));
    });
    const slopes = networks.map((net) => net.gradient(exchanged, place));
    const mean = (step, row) => slopes.reduce((sum, of) => sum + of[step][row], 0) / networks.length;
    const read = (state) => networks.reduce((sum, net, one) => sum + net.verdict(state.slice(one * UNITS, (one + 1) * UNITS)), 0) / networks.length;
    return {
      before, after,
      moved: after.map((state, step) => norm(less(state, before[step]))),
      gradient: exchanged.map((_, step) => norm(data.words.map((_, row) => mean(step, row)))),
      verdicts: [before, after].map((states) => states.map(read)),
    };
  }

  // What the networks were trained to say after the last word.
  function rule(words) {
    const counts = {good: 1, great: 1, bad: -1, dull: -1};
    return words.reduce((sum, word, step) => {
      const turned = words[step - 1] === "not" || (words[step - 1] === "very" && words[step - 2] === "not");
      return sum + (counts[word] || 0) * (turned ? -1 : 1);
    }, 0);
  }

  const model = {measure, rule};

  // --- the demo -----------------------------------------------------------------------------------------------------

  const SVG = "http://www.w3.org/2000/svg";
  const [WIDE, HIGH] = [64, 36];  // of the drawing of a state

  function rectangle(x, value, width, style) {
    const node = document.createElementNS(SVG, "rect");
    const size = Math.max(1, Math.abs(value) * (HIGH / 2 - 1));
    const places = {x, y: value > 0 ? HIGH / 2 - size : HIGH / 2, width, height: size, class: style};
    for (const [name, to] of Object.entries(places)) node.setAttribute(name, to);
    return node;
  }

  function start(stage, text) {
    const data = Demos.unroll;
    const last = data.sentence.length - 1;
    const wordOf = (id) => data.words[id];
    const settings = {place: 4, id: data.sentence[4], read: 1, both: false};
    let open = false;
    let said = "";

    // First which states move, then how far the last one does.
    Demos.predictInTurn(stage, text, [
      {question: "which", answers: ["that-one", "to-it", "from-it", "all"], right: 2, then(verdict) {
        [open, said] = [true, verdict];
        set({place: 4, id: data.words.indexOf("bad"), read: last + 1}, true);
      }},
      {question: "how-far", answers: ["exactly-nothing", "next-to-nothing", "a-tenth", "as-far"], right: 1, then(verdict) {
        said = verdict;
        set({place: 0, id: data.words.indexOf("not"), read: last + 1, both: false}, true);
      }},
    ]);

    const table = Demos.element("div", {class: "unroll", role: "table", "aria-label": text("table")});
    const head = Demos.element("div", {class: "unroll-step unroll-head", role: "row"});
    for (const name of ["word", "state", "moved", "gradient"]) head.append(Demos.element("span", {role: "columnheader"}, text(name)));
    table.append(head);
    const steps = data.sentence.map((_, place) => step(place));
    stage.append(table);

    function step(place) {
      const button = Demos.element("button", {type: "button", class: "unroll-word"});
      button.addEventListener("click", () => choose(place));
      button.addEventListener("keydown", (event) => {
        const to = {ArrowLeft: place - 1, ArrowUp: place - 1, ArrowRight: place + 1, ArrowDown: place + 1, Home: 0, End: last}[event.key];
        if (to === undefined) return;
        event.preventDefault();
        choose(Math.min(last, Math.max(0, to)));
        steps[settings.place].button.focus();
      });
      const svg = document.createElementNS(SVG, "svg");
      svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
      svg.setAttribute("role", "img");
      const bars = ["moved", "gradient"].map((name) => {
        const bar = Demos.element("span", {class: "unroll-bar"});
        const number = Demos.element("span", {class: "unroll-number"});
        return {bar, number, cell: Demos.element("span", {class: `unroll-size ${name}`, role: "cell"}, Demos.element("span", {class: "unroll-track"}, bar), number)};
      });
      const row = Demos.element("div", {class: "unroll-step", role: "row"}, Demos.element("span", {role: "rowheader"}, button),
                                Demos.element("span", {class: "unroll-cell", role: "cell"}, svg), ...bars.map((one) => one.cell));
      table.append(row);
      return {row, button, svg, bars};
    }

    const controls = Demos.element("div", {class: "unroll-controls"});
    const select = Demos.element("select", {class: "demo-select", id: "unroll-becomes"});
    data.words.forEach((word, id) => select.append(Demos.element("option", {value: id}, word)));
    select.addEventListener("change", () => set({id: Number(select.value)}));
    const label = Demos.element("label", {for: "unroll-becomes"}, "");
    const row = Demos.element("div", {class: "demo-buttons"});
    const first = Demos.button(row, text("first"), () => set({read: 1}));
    const next = Demos.button(row, text("next"), () => set({read: Math.min(last + 1, settings.read + 1)}));
    controls.append(Demos.element("div", {class: "unroll-exchange"}, label, select), row);
    const both = Demos.checkbox(controls, text("both"), false, (on) => set({both: on, read: last + 1}));
    stage.append(controls);
    const tell = Demos.readout(stage);

    function choose(place) {
      set({place, id: data.sentence[place]});
    }

    function set(changed, answered = false) {
      if (!answered) said = "";
      Object.assign(settings, changed);
      update();
    }

    function update() {
      const found = measure(data, settings.both, settings.place, settings.id);
      const most = {moved: Math.max(...found.moved), gradient: Math.max(...found.gradient)};
      select.value = settings.id;
      label.textContent = text("becomes", {place: settings.place + 1, word: wordOf(data.sentence[settings.place])});
      both.checked = settings.both;
      select.disabled = both.disabled = !open;
      first.disabled = settings.both;  // two ways at once cannot be read step by step
      next.disabled = settings.both || settings.read > last;
      steps.forEach((one, place) => paint(one, place, found, most));
      tell(sentences(found).join(" "));
    }

    function paint({row, button, svg, bars}, place, found, most) {
      const chosen = place === settings.place;
      const read = place < settings.read;
      row.classList.toggle("chosen", chosen && open);
      row.classList.toggle("read", read);
      button.disabled = !open;
      button.tabIndex = chosen ? 0 : -1;
      button.setAttribute("aria-pressed", chosen);
      const old = wordOf(data.sentence[place]);
      button.replaceChildren(...(chosen && settings.id !== data.sentence[place] ? [Demos.element("s", {}, old), " ", wordOf(settings.id)] : [old]));
      svg.replaceChildren();
      svg.setAttribute("aria-label", read ? text("state-is", {state: found.after[place].map((value) => Demos.number(value, 2)).join(", ")}) : text("not-read"));
      if (read) drawState(svg, found.before[place], found.after[place]);
      [found.moved[place], found.gradient[place]].forEach((value, kind) => {
        const {bar, number, cell} = bars[kind];
        cell.classList.toggle("demo-covered", !open);
        bar.style.setProperty("--share", read && value ? (value / most[kind ? "gradient" : "moved"]).toFixed(3) : 0);
        number.textContent = read ? Demos.number(value) : "";
      });
    }

    // The numbers of a state as bars up and down; what they were before the exchange as frames.
    function drawState(svg, before, after) {
      const pitch = WIDE / after.length;
      after.forEach((value, unit) => {
        svg.append(rectangle(unit * pitch + 1, value, pitch - 3, unit < UNITS ? "now" : "now back"));
        if (before[unit] !== value) svg.append(rectangle(unit * pitch + 1, before[unit], pitch - 3, "was"));
      });
    }

    function sentences({moved, verdicts}) {
      if (!open) return [text("read-so-far", {count: settings.read, word: wordOf(data.sentence[settings.read - 1])})];
      const [place, old, word] = [settings.place + 1, data.sentence[settings.place], settings.id];
      if (word === old) return [text("nothing-exchanged", {word: wordOf(old)})];
      if (settings.read <= last) return [text("read-so-far", {count: settings.read, word: wordOf(settings.read === place ? word : data.sentence[settings.read - 1])})];
      const both = text("both-said", {before: Demos.number(Math.max(...moved.slice(0, settings.place))), last: Demos.number(moved[last])});
      if (settings.both) return [said, place === 1 ? text("both-first") : both].filter(Boolean);
      const exchanged = data.sentence.map((id, step) => wordOf(step === settings.place ? word : id));
      const name = place === 1 ? "first-said" : place === 2 ? "second-said" : place > last ? "last-said" : "moved-said";
      return [said, text(name, {before: place - 1, own: Demos.number(moved[settings.place]), last: Demos.number(moved[last])}),
              text("verdicts", {old: Demos.number(verdicts[0][last], 2), now: Demos.number(verdicts[1][last], 2), rule: Demos.number(rule(exchanged))})].filter(Boolean);
    }

    update();
  }

  Demos.define("unroll", {model, start});
})();
