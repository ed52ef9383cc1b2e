// Where did the zeros go? (chapter "Padding and masks"): a review in a row of boxes, an untrained LSTM that reads it, and
// what is left of each word in the state at the end. zeros_data.js holds the review, the LSTM, and the accuracies of
// networks that were trained on rows of that kind.
"use strict";

(() => {
  const UNITS = 16;
  const ZERO = 0;     // rows of the embedding
  const UNKNOWN = 1;
  const NOTHING = 1e-6;  // when less is left of a word it is no longer followed
  const LIMITS = [...range(100, 200, 5), ...range(220, 400, 20), ...range(450, 800, 50)];
  const TRAINED = [100, 200, 400, 800];

  function range(first, last, step) {
    return Array.from({length: (last - first) / step + 1}, (_, place) => first + place * step);
  }

  // --- the row ------------------------------------------------------------------------------------------------------

  // Which word stands in each box: its place in the review, or null for a zero.
  function rowOf(count, limit, {before, last}) {
    const words = Array.from({length: count}, (_, place) => place);
    const kept = last ? words.slice(-limit) : words.slice(0, limit);
    const zeros = new Array(limit - kept.length).fill(null);
    return before ? [...zeros, ...kept] : [...kept, ...zeros];
  }

  // --- the LSTM -----------------------------------------------------------------------------------------------------

  const floats = (packed) => new Float32Array(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)).buffer);
  const sigmoid = (z) => 1 / (1 + Math.exp(-z));

  // step(row, state): the next state, {h, c}. What an id adds inside the gates is computed once for each id.
  function network({vectors, kernel, recurrent, bias}) {
    const [table, inward, across, start] = [vectors, kernel, recurrent, bias].map(floats);
    const gates = 4 * UNITS;
    const size = inward.length / gates;
    const heard = Array.from({length: table.length / size}, (_, row) => Float64Array.from(start, (value, gate) => {
      let sum = value;
      for (let place = 0; place < size; place += 1) sum += table[row * size + place] * inward[place * gates + gate];
      return sum;
    }));
    const z = new Float64Array(gates);
    return (row, {h, c}) => {
      z.set(heard[row]);
      for (let unit = 0; unit < UNITS; unit += 1) {
        const value = h[unit];
        const from = unit * gates;
        for (let gate = 0; gate < gates; gate += 1) z[gate] += value * across[from + gate];
      }
      const next = {h: new Float64Array(UNITS), c: new Float64Array(UNITS)};
      for (let unit = 0; unit < UNITS; unit += 1) {  // Keras's order: i, f, candidate, o
        next.c[unit] = sigmoid(z[UNITS + unit]) * c[unit] + sigmoid(z[unit]) * Math.tanh(z[2 * UNITS + unit]);
        next.h[unit] = sigmoid(z[3 * UNITS + unit]) * Math.tanh(next.c[unit]);
      }
      return next;
    };
  }

  function distance(a, b) {
    let sum = 0;
    for (let unit = 0; unit < UNITS; unit += 1) sum += (a.h[unit] - b.h[unit]) ** 2;
    return Math.sqrt(sum);
  }

  // What is left of the word in box *place*, there and in every later box: 1, and then shares of it. The distance of two
  // states, one of which has read the unknown word in place of this one. states[box]: the state before that box.
  function follow(step, rows, boxes, states, place, mask) {
    const shares = new Float64Array(boxes.length - place);
    let other = step(UNKNOWN, states[place]);
    const whole = distance(states[place + 1], other);
    shares[0] = 1;
    for (let box = place + 1; box < boxes.length; box += 1) {
      if (boxes[box] !== null || !mask) other = step(boxes[box] === null ? ZERO : rows[boxes[box]], other);
      shares[box - place] = distance(states[box + 1], other) / whole;
      if (shares[box - place] < NOTHING) break;  // the rest stays at 0
    }
    return shares;
  }

  // Of each word of the row what is left at the end, and of the last word what is left in each box after it.
  function left(step, rows, boxes, mask) {
    const states = [{h: new Float64Array(UNITS), c: new Float64Array(UNITS)}];
    for (const word of boxes) {
      const state = states[states.length - 1];
      states.push(word === null && mask ? state : step(word === null ? ZERO : rows[word], state));
    }
    const atEnd = new Map();
    let ofLast;
    boxes.forEach((word, box) => {
      if (word === null) return;
      ofLast = follow(step, rows, boxes, states, box, mask);
      atEnd.set(word, ofLast[ofLast.length - 1]);
    });
    return {atEnd, ofLast};
  }

  // --- what was measured --------------------------------------------------------------------------------------------

  // The trainings of a setting, {limit, accuracy} for each limit that was trained. With a mask the side of the zeros
  // changes no state, so that the trainings with zeros after the text count for both sides.
  function trainings({before, last, mask}) {
    const zeros = before && !mask ? "before" : "after";
    const words = last ? "last" : "first";
    return Demos.zeros.measured.filter((run) => run.words === words && run.zeros === zeros && run.mask === mask);
  }

  const model = {rowOf, network, left, trainings};

  // --- the demo -----------------------------------------------------------------------------------------------------

  const PITCH = 7;  // of the boxes of zeros, in pixels

  // From 0 for a ten-thousandth and less to 1 for all.
  const shade = (share) => Math.min(1, Math.max(0, 1 + Math.log10(Math.max(share, 1e-30)) / 4));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const list = (values) => values.map((value) => Demos.number(value, 3)).join(", ");

  function start(stage, text) {
    const {words, rows} = Demos.zeros;
    const step = network(Demos.zeros);
    const settings = {limit: 150, before: false, mask: false, last: false};
    let said = null;

    Demos.predict(stage, {
      question: text("question"), show: text("open"),
      answers: ["coin", "low", "middle", "high"].map((answer) => text(answer)),
      done(place, answer) {
        said = {answer, right: place === 3};
        plot.figure.classList.remove("demo-covered");
        set({limit: 800, before: true, mask: false, last: false});
      },
    });

    const controls = Demos.element("div", {class: "demo-controls"});
    const limit = Demos.slider(controls, {label: text("limit"), min: 0, max: LIMITS.length - 1, step: 1, value: LIMITS.indexOf(settings.limit),
                                          show: (place) => Demos.number(LIMITS[place]), change(place) { said = null; set({limit: LIMITS[place]}); }});
    const boxes = {};
    for (const name of ["mask", "before", "last"]) {
      boxes[name] = Demos.checkbox(controls, text(name), settings[name], (on) => { said = null; set({[name]: on}); });
    }
    stage.append(controls);

    const title = Demos.element("div", {class: "demo-title"}, text("strip"));
    const line = Demos.element("p", {class: "zeros-words"});
    const spans = words.map((word) => Demos.element("span", {}, word));
    spans.forEach((span, place) => line.append(place ? " " : "", span));
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "zeros-boxes");
    svg.setAttribute("role", "img");
    const strip = Demos.element("div", {class: "zeros-strip"}, line, svg);
    stage.append(title, strip, Demos.element("p", {class: "zeros-legend"}, text("legend")));

    const plot = Demos.chart(stage, {title: text("accuracy"), height: 150, left: 40,
                                     x: {min: 95, max: 850, scale: Demos.log, ticks: TRAINED.map((value) => [value, String(value)])},
                                     y: {min: 0.46, max: 0.86, ticks: [0.5, 0.6, 0.7, 0.8].map((value) => [value, Demos.number(value, 1)])}});
    plot.figure.classList.add("demo-covered");
    const tell = Demos.readout(stage);

    function set(changed) {
      Object.assign(settings, changed);
      limit.value = LIMITS.indexOf(settings.limit);
      for (const [name, input] of Object.entries(boxes)) input.checked = settings[name];
      update();
    }

    function update() {
      const row = rowOf(words.length, settings.limit, settings);
      const found = left(step, rows, row, settings.mask);
      paintWords(found.atEnd);
      paintZeros(row.filter((word) => word === null).length, found.ofLast);
      paintPlot();
      say(row, found.ofLast);
    }

    function paintWords(atEnd) {
      spans.forEach((span, place) => {
        span.className = atEnd.has(place) ? "" : "cut";
        span.style.setProperty("--left", atEnd.has(place) ? shade(atEnd.get(place)).toFixed(3) : 0);
      });
    }

    // A zero that is read is a box, as blue as what is left of the last word there; one that is passed over is a dot.
    function paintZeros(count, ofLast) {
      strip.append(...(settings.before ? [svg, line] : [line, svg]));
      const width = svg.clientWidth || 300;
      const across = Math.floor(width / PITCH);
      const height = PITCH * Math.ceil((LIMITS[LIMITS.length - 1] - 100) / across);
      svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
      svg.setAttribute("height", height);
      svg.setAttribute("aria-label", text(settings.mask ? "zeros-passed" : "zeros-read", {zeros: Demos.number(count)}));
      svg.replaceChildren();
      for (let zero = 0; zero < count; zero += 1) {
        const [x, y] = [PITCH * (zero % across), PITCH * Math.floor(zero / across)];
        const node = document.createElementNS(svg.namespaceURI, settings.mask ? "circle" : "rect");
        const places = settings.mask ? {cx: x + PITCH / 2, cy: y + PITCH / 2, r: 1.2} : {x: x + 0.5, y: y + 0.5, width: PITCH - 2, height: PITCH - 2};
        for (const [name, value] of Object.entries(places)) node.setAttribute(name, value);
        if (!settings.mask) node.setAttribute("fill-opacity", settings.before ? 0 : shade(ofLast[zero + 1]).toFixed(2));
        svg.append(node);
      }
    }

    // The trainings of this setting, over those of the others with the same words.
    function paintPlot() {
      plot.begin();
      plot.rule(settings.limit, "thin dotted");
      plot.line([[95, 0.5], [850, 0.5]], "dotted");
      plot.note(98, 0.5, text("by-chance"), "", "start", -5);
      for (const mask of [false, true]) series(trainings({before: false, mask, last: settings.last}), "thin dashed", mask);
      const own = trainings(settings);
      const style = settings.mask ? "a" : "b";
      plot.line(own.map((run) => [run.limit, mean(run.accuracy)]), style);
      for (const run of own) {
        for (const accuracy of run.accuracy) plot.dot(run.limit, accuracy, style);
      }
      plot.describe(own.map((run) => text("at", {limit: run.limit, accuracy: list(run.accuracy)})).join("; ") || text("untrained"));
    }

    function series(runs, style, mask) {
      if (!runs.length) return;
      const points = runs.map((run) => [run.limit, mean(run.accuracy)]);
      plot.line(points, style);
      const [limit, accuracy] = points[1];
      plot.note(limit * 1.08, accuracy, text(mask ? "with-mask" : "without"), "", "start", mask ? -8 : -4);
    }

    function say(row, ofLast) {
      const zeros = row.filter((word) => word === null).length;
      const share = ofLast[ofLast.length - 1];
      const sentences = [
        text("row-said", {limit: Demos.number(settings.limit), words: row.length - zeros, zeros: Demos.number(zeros), cut: words.length + zeros - row.length}),
        text("left-said", {left: share === 1 ? text("all") : share < NOTHING ? text("nothing") : Demos.number(share)}),
      ];
      if (!plot.figure.classList.contains("demo-covered")) sentences.push(measuredSaid());
      tell(sentences.join(" "));
    }

    function measuredSaid() {
      const runs = trainings(settings);
      const run = runs.find((one) => one.limit === settings.limit);
      if (said) {
        const masked = trainings({...settings, mask: true}).find((one) => one.limit === settings.limit);
        return text(said.right ? "was-right" : "was-wrong", {answer: said.answer, accuracy: list(run.accuracy), masked: list(masked.accuracy)});
      }
      if (!runs.length) return text("untrained");
      const sentence = run ? text("trained", {accuracy: list(run.accuracy)}) : text("elsewhere", {limits: runs.map((one) => one.limit).join(", ")});
      return settings.mask && settings.before ? `${sentence} ${text("same")}` : sentence;
    }

    Demos.keepDrawn(stage, update);
  }

  Demos.define("zeros", {model, start});
})();
