// Gate bench (chapter "The LSTM"): the hand-set unit of the chapter, a bit to be kept over 99 steps of noise.
// It computes in 32-bit numbers, like Keras and like the chapter's own cells: Math.fround rounds to them.
"use strict";

(() => {
  const STEPS = 100;
  const SEQUENCES = 1_000;
  const round = Math.fround;

  // --- the unit: hand_set, lstm_forward and lstm_backward of the chapter, for one unit that does not listen to itself ---

  const sigmoid = (z) => round(1 / round(1 + round(Math.exp(-z))));  // rounded where SciPy's rounds

  // Gate values from what stands inside the sigmoids. The input gate is `open` at the mark and `shut` elsewhere.
  function gates(input, forget, output) {
    return {open: sigmoid(input), shut: sigmoid(-input), keep: sigmoid(forget), show: sigmoid(output)};
  }

  const candidate = (value) => round(Math.tanh(round(2 * value)));

  // States c and h (steps) for the inputs x (steps).
  function run(x, {open, shut, keep, show}) {
    const c = new Float32Array(x.length);
    const h = new Float32Array(x.length);
    let state = 0;
    for (let step = 0; step < x.length; step += 1) {
      const write = step === 0 ? open : shut;
      state = round(round(keep * state) + round(write * candidate(x[step])));
      c[step] = state;
      h[step] = round(show * round(Math.tanh(state)));
    }
    return {c, h};
  }

  // Share of an error at the last cell state that arrives at each step: a product of forget gates.
  function kept(steps, {keep}) {
    const share = new Float32Array(steps).fill(1);
    for (let step = steps - 2; step >= 0; step -= 1) share[step] = round(share[step + 1] * keep);
    return share;
  }

  // Derivative of (last h - bit)^2 / count with respect to the bias of the forget gate.
  function slope({c, h}, bit, {keep, show}, count = 1) {
    const last = c.length - 1;
    const squashed = round(Math.tanh(c[last]));
    const dh = round((2 * (h[last] - bit)) / count);
    let dc = round(round(dh * show) * round(1 - round(squashed * squashed)));
    let sum = 0;
    for (let step = last; step > 0; step -= 1) {
      sum += round(round(round(dc * c[step - 1]) * keep) * round(1 - keep));
      dc = round(dc * keep);
    }
    return sum;
  }

  // Draws of plus and minus one, the first of each row the bit: (count * STEPS).
  function draw(count, seed) {
    const next = Demos.random(seed);
    return Int8Array.from({length: count * STEPS}, () => (next() < 0.5 ? -1 : 1));
  }

  // What the chapter's table and its slopes say of all sequences at once: how many have the right sign at the end, the
  // largest change of c after the first step, and the slope of the mean squared error.
  function many(draws, noise, g) {
    const count = draws.length / STEPS;
    const {open, shut, keep, show} = g;
    const bits = round(open * candidate(1));
    const noises = round(shut * candidate(round(noise)));
    const weight = round(keep * round(1 - keep));
    const c = new Float32Array(STEPS);
    let right = 0;
    let change = 0;
    let sum = 0;
    for (let row = 0; row < draws.length; row += STEPS) {
      const bit = draws[row];
      let state = bit * bits;
      c[0] = state;
      for (let step = 1; step < STEPS; step += 1) {
        state = round(round(keep * state) + draws[row + step] * noises);
        c[step] = state;
      }
      if (Math.sign(state) === bit) right += 1;
      change = Math.max(change, Math.abs(round(state - c[0])));
      const squashed = round(Math.tanh(state));
      let dc = round(round(round((2 * (round(show * squashed) - bit)) / count) * show) * round(1 - round(squashed * squashed)));
      if (weight === 0) continue;  // the gate's own slope is 0: nothing of dc gets through it
      for (let step = STEPS - 1; step > 0; step -= 1) {
        sum += round(round(round(dc * c[step - 1]) * keep) * round(1 - keep));
        dc = round(dc * keep);
      }
    }
    return {right, count, change, slope: sum};
  }

  const model = {gates, run, kept, slope, draw, many, candidate};

  // --- the bench ----------------------------------------------------------------------------------------------------

  const ENOUGH = 0.01;  // a slope that descent can feel
  const LOWEST = 1e-7;  // of the signed logarithmic axis
  const PAIRS = ["right-slope", "right-exact", "slope-exact", "all"];

  function start(stage, text) {
    const draws = draw(SEQUENCES, 4);
    const settings = {input: 1, forget: 1, together: true, output: 10, noise: 1};
    const x = new Float32Array(STEPS);
    let seed = 0;
    let curve = null;      // slope against p, computed when nothing has moved for a moment
    let curveFor = "";
    let timer;

    Demos.predict(stage, {
      question: text("question"),
      answers: PAIRS.map((pair) => text(pair)),
      show: text("open"),
      done(place) {
        said = place;
        for (const part of [lampList, slopes.figure]) part.classList.remove("demo-covered");
        update();
      },
    });
    let said = null;

    const controls = Demos.element("div", {class: "demo-controls"});
    const move = (name) => (value) => {
      settings[name] = value;
      if (name === "input" && settings.together) settings.forget = value;
      update();
    };
    const p = {min: 0, max: 20, step: 0.5, show: (value) => Demos.number(value, 1)};
    const input = Demos.slider(controls, {...p, label: text("p"), value: settings.input, change: move("input")});
    const forget = Demos.slider(controls, {...p, label: text("p-forget"), value: settings.forget, change: move("forget")});
    const noise = Demos.slider(controls, {label: text("noise"), min: 0, max: 1, step: 0.1, value: settings.noise,
                                          show: (value) => Demos.number(value, 1), change(value) { settings.noise = value; fill(); update(); }});
    const output = Demos.slider(controls, {label: text("output"), min: -10, max: 10, step: 0.5, value: settings.output,
                                           show: (value) => Demos.number(value, 1), change: move("output")});
    const together = Demos.checkbox(controls, text("together"), true, (on) => {
      settings.together = on;
      if (on) settings.forget = settings.input;
      forget.value = settings.forget;
      update();
    });
    stage.append(controls);
    const inputLabel = input.row.querySelector("label");

    const buttons = Demos.element("div", {class: "demo-buttons"});
    Demos.button(buttons, text("new"), () => { seed += 1; fill(); update(); });
    Demos.button(buttons, text("flip"), () => { x[0] = -x[0]; update(); });
    stage.append(buttons);

    const steps = {min: 1, max: STEPS, ticks: [[1, "1"], [50, "50"], [100, text("step")]]};
    const lamps = ["right", "slope", "exact"].map((name) => {
      const line = Demos.element("span");
      const item = Demos.element("li", {}, Demos.element("span", {class: "lamp", "aria-hidden": "true"}), line);
      return {name, item, line};
    });
    const lampList = Demos.element("ul", {class: "demo-lamps demo-covered"}, ...lamps.map((lamp) => lamp.item));
    stage.append(lampList);

    const charts = Demos.element("div", {class: "demo-charts"});
    stage.append(charts);
    const drawn = Demos.chart(charts, {title: text("input-title"), height: 130, x: steps,
                                       y: {min: -1.5, max: 1.5, ticks: [[-1, "−1"], [0, "0"], [1, "1"]]}});
    const cell = Demos.chart(charts, {title: text("cell-title"), height: 130, x: steps, y: {}});
    const back = Demos.chart(charts, {title: text("back-title"), height: 180, x: steps,
                                      y: {min: 1e-14, max: 1, scale: Demos.log, ticks: [[1, "1"], [1e-7, "10⁻⁷"], [1e-14, "10⁻¹⁴"]]}});
    const slopes = Demos.chart(charts, {
      title: text("slope-title"), height: 180,
      x: {min: 0, max: 20, ticks: [0, 5, 10, 20].map((value) => [value, value === 20 ? text("p-axis") : String(value)])},
      y: {min: -10, max: 10, scale: Demos.signedLog(LOWEST),
          ticks: [1, 1e-2, 1e-4].flatMap((size) => [[size, Demos.number(size)], [-size, Demos.number(-size)]]).concat([[0, "0"]])},
    });
    slopes.figure.classList.add("demo-covered");
    const tell = Demos.readout(stage);

    const pen = Demos.drawing(drawn, {
      values: x, first: 1, label: text("draw"), step: 0.1,
      say: (place, value) => text("place", {step: place + 1, value: Demos.number(value, 1)}),
      change() {
        x[0] = x[0] < 0 ? -1 : 1;  // the bit is a bit
        update();
      },
    });

    function fill() {
      const sequence = draw(1, 1_000 + seed);
      for (let step = 0; step < STEPS; step += 1) x[step] = step === 0 ? sequence[0] : settings.noise * sequence[step];
    }

    function update() {
      forget.row.hidden = settings.together;
      inputLabel.textContent = text(settings.together ? "p" : "p-input");
      const g = gates(settings.input, settings.forget, settings.output);
      const found = {...run(x, g), ...many(draws, settings.noise, g), kept: kept(STEPS, g)};
      paint(found);
      light(found);
      clearTimeout(timer);
      timer = setTimeout(trace, 120);
    }

    // The slope for every p, with the other settings as they are; some 8 million steps, so not at every movement.
    function trace() {
      const {input, together, output, noise} = settings;
      const key = [together ? "" : input, output, noise].join();
      if (key !== curveFor) {
        curveFor = key;
        curve = [];
        for (let p = 0; p <= 20; p += 0.5) curve.push([p, many(draws, noise, gates(together ? p : input, p, output)).slope]);
      }
      paintSlopes();
    }

    const pairs = (values) => Array.from(values, (value, step) => [step + 1, value]);
    let lately = null;

    function paint(found) {
      lately = found;
      drawn.begin();
      drawn.line(pairs(x), "thin");
      drawn.dot(1, x[0], "b");
      if (pen.place !== null) drawn.dot(pen.place + 1, x[pen.place], "a");
      const most = Math.max(1.2, ...found.c.map(Math.abs)) * 1.1;
      cell.y.min = -most;
      cell.y.max = most;
      cell.y.ticks = [[-1, "−1"], [0, "0"], [1, "1"]];
      cell.begin();
      cell.line(pairs(found.c), "a");
      cell.line(pairs(found.h), "b dashed");
      cell.note(4, most * 0.99, text("c"), "a", "start", 10);
      cell.note(100, most * 0.99, text("h"), "b", "end", 10);
      cell.describe(text("cell-said", {c: Demos.number(found.c[STEPS - 1], 2), h: Demos.number(found.h[STEPS - 1], 2)}));
      back.begin();
      back.line(pairs(found.kept), "c");
      back.describe(text("back-said", {share: Demos.number(found.kept[0])}));
      paintSlopes();
    }

    function paintSlopes() {
      slopes.begin();
      slopes.note(20, 3, text("lowers"), "", "end", 4);
      slopes.note(20, -3, text("raises"), "", "end", 4);
      if (curve) slopes.line(curve, "a");
      slopes.rule(settings.forget, "dotted");
      slopes.dot(settings.forget, lately.slope, "b");
      slopes.describe(text("slope-said", {p: Demos.number(settings.forget, 1), slope: Demos.number(lately.slope)}));
    }

    function light(found) {
      const lit = {right: found.right === found.count, slope: found.slope <= -ENOUGH, exact: found.change === 0};
      const values = {right: Demos.number(found.right), slope: Demos.number(found.slope), exact: Demos.number(found.change)};
      for (const {name, item, line} of lamps) {
        item.classList.toggle("lit", lit[name]);
        line.textContent = text(`lamp-${name}`, {value: values[name], state: text(lit[name] ? "lit" : "dark")});
      }
      const sentence = [text("bench-said", {p: Demos.number(settings.forget, 1), left: Demos.number(found.kept[0]), c: Demos.number(found.c[STEPS - 1], 2)})];
      if (said !== null) {
        sentence.push(text("lamps-said", {lit: lamps.filter((lamp) => lit[lamp.name]).map((lamp) => text(`name-${lamp.name}`)).join(", ") || text("none")}));
        const refuted = said < 3 && PAIRS[said].split("-").every((name) => lit[name]);
        const decided = lit.exact && {"slope-exact": "confirmed", all: "not-all"}[PAIRS[said]];
        sentence.push(text(refuted ? "refuted" : decided || "said", {answer: text(PAIRS[said])}));
      }
      tell(sentence.join(" "));
    }

    fill();
    Demos.keepDrawn(stage, update);
  }

  Demos.define("gate_bench", {model, start});
})();
