// The usual figure, undone (chapter "Vanishing and exploding gradients"): gradient kept against lag, drawn by the reader
// before it is shown; and with gates (chapter "The LSTM"). All curves were measured beforehand, in powers of ten. The data
// of a page say which kinds of networks it shows: fresh ones on a grid of conditions, or trained ones.
"use strict";

(() => {
  const STEPS = 1_000;   // a power of ten in so many steps
  const FLOOR = -32;     // less is stored as this

  // --- the curves ---------------------------------------------------------------------------------------------------

  // The lags at which a curve is stored, from 0 to the start of the sequence.
  function lagsOf(length, every) {
    const lags = [];
    for (let lag = 0; lag < length; lag += every) lags.push(lag);
    return [...lags, length];
  }

  let unpacked;

  function unpack(packed) {
    return new Int16Array(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)).buffer);
  }

  // What is set besides inputs and length: the scale of the recurrent matrix, of LSTMs the forget bias.
  const others = () => Demos.usualFigure.scales || Demos.usualFigure.biases;

  // Powers of ten a step by which a gradient shrinks or grows at most (scale), or along the cell alone (forget bias).
  const perStep = (other) => Math.log10(Demos.usualFigure.scales ? other : 1 / (1 + Math.exp(-other)));

  // Fresh networks at the given places of the lists of limits, scales or biases, and lengths.
  function fresh({limit, other, length}) {
    const {limits, lengths, every, grid} = Demos.usualFigure;
    unpacked = unpacked || unpack(grid);
    const lags = lengths.map((one, place) => lagsOf(one, every[place]));
    const sum = (some) => some.reduce((total, one) => total + 3 * one.length, 0);
    const first = (limit * others().length + other) * sum(lags) + sum(lags.slice(0, length));
    const count = lags[length].length;
    const row = (place) => Array.from(unpacked.subarray(first + place * count, first + (place + 1) * count), (value) => value / STEPS);
    return {limit: limits[limit], other: others()[other], length: lengths[length], lags: lags[length],
            median: row(0), low: row(1), high: row(2)};
  }

  // The middle one of an odd number of values at each lag.
  function medianOf(curves) {
    return curves[0].map((_, lag) => curves.map((curve) => curve[lag]).sort((a, b) => a - b)[(curves.length - 1) / 2]);
  }

  const model = {lagsOf, perStep, fresh, medianOf};

  // --- the demo -----------------------------------------------------------------------------------------------------

  const KNOTS = 10;        // the reader draws through so many points, besides the first
  const HIT = Math.log10(3);
  const RIGHT = "answer-3"; // on both pages, for the networks that are asked about
  const MIDDLE = 50;       // the lag of which the readout tells
  const RANGE = {scales: [-16, 12, [12, 8, 4, 0, -4, -8, -12, -16]], biases: [-16, 4, [4, 0, -4, -8, -12, -16]], trained: [-10, 2, [2, 0, -2, -4, -6, -8, -10]]};

  const power = (value) => (value === 0 ? "1" : `10${Demos.raised(value)}`);

  function start(stage, text) {
    const {kinds, limits, lengths} = Demos.usualFigure;
    const other = Demos.usualFigure.scales ? "scales" : "biases";
    const settings = {kind: kinds.findLastIndex((one) => one.asked), limit: 0, other: others().indexOf(1), length: 1};
    const drawn = new Array(KNOTS + 1).fill(0);  // a level line at 1
    let covered = drawn.slice();                 // what was drawn when the curve was shown
    let shown = false;
    let said = null;
    let hits = null;

    Demos.predict(stage, {
      question: text("question"), show: text("open"),
      answers: ["answer-1", "answer-2", "answer-3", "answer-4"].map((answer) => text(answer)),
      done(place, answer) {
        said = answer;
        game.classList.remove("demo-covered");
        update();
      },
    });

    const game = Demos.element("div", {class: "demo-covered"});
    stage.append(game);
    const controls = Demos.element("div", {class: "demo-controls"});
    game.append(controls);
    const choice = Demos.element("select", {id: "usual-figure-kind", class: "demo-select"},
      ...kinds.map((kind, place) => Demos.element("option", {value: place, selected: place === settings.kind}, text(kind.name))));
    choice.addEventListener("change", () => move("kind")(Number(choice.value)));
    controls.append(Demos.element("div", {class: "demo-slider"}, Demos.element("label", {for: "usual-figure-kind"}, text("network")), choice));
    const pick = (name, label, values, show) => Demos.slider(controls, {label: text(label), min: 0, max: values.length - 1, step: 1, value: settings[name],
                                                                 show: (place) => show(values[place]), change: move(name)});
    const sliders = [
      pick("limit", "limit", limits, (value) => `±${Demos.number(value)}`),
      pick("other", other === "scales" ? "scale" : "bias", others(), shownOther),
      pick("length", "length", lengths, (value) => Demos.number(value)),
    ];

    const written = (value) => (value <= FLOOR ? text("tiny", {floor: Demos.number(10 ** FLOOR)}) : Demos.number(10 ** value));
    const plot = Demos.chart(game, {title: text("title"), height: 250, left: 48, x: {min: 0, max: KNOTS, ticks: []}, y: {min: -16, max: 12, ticks: []}});
    frame();
    const pen = Demos.drawing(plot, {
      values: drawn, label: text("draw"), step: 0.25,
      say: (place, value) => text("place", {lag: Math.round((place * last()) / KNOTS), value: written(value)}),
      change() {
        drawn[0] = 0;  // at lag 0 all is kept
        if (drawn.some((value) => value !== 0)) show.disabled = false;
        if (shown && drawn.some((value, place) => value !== covered[place])) shown = false;
        update();
      },
    });
    const buttons = Demos.element("div", {class: "demo-buttons"});
    const show = Demos.button(buttons, text("show"), () => {
      shown = !shown;
      covered = drawn.slice();
      hits = shown ? countHits() : null;
      update();
    });
    show.disabled = true;  // until something is drawn
    game.append(buttons);
    const tell = Demos.readout(stage);

    function move(name) {
      return (value) => {
        if (name === "kind" && value !== settings.kind) shown = false;
        settings[name] = value;
        hits = null;
        frame();
        pen.tell();
        update();
      };
    }

    function shownOther(value) {
      return Demos.number(value, other === "scales" ? 1 : 0);
    }

    function kind() {
      return kinds[settings.kind];
    }

    function isFresh() {
      return !kind().curves;
    }

    // The largest lag of the curve that is asked for.
    function last() {
      return isFresh() ? lengths[settings.length] : kind().lags.at(-1);
    }

    // Axes that fit what is asked for.
    function frame() {
      const [min, max, ticks] = RANGE[isFresh() ? other : "trained"];
      Object.assign(plot.y, {min, max, ticks: ticks.map((value) => [value, power(value)])});
      plot.x.ticks = [0, 5, KNOTS].map((knot) => [knot, Demos.number(Math.round((knot * last()) / KNOTS))]);
      plot.svg.setAttribute("aria-valuemin", min);
      plot.svg.setAttribute("aria-valuemax", max);
      for (const {input} of sliders) input.disabled = !isFresh();
    }

    // Points of a curve, as far as it runs inside the axes.
    function points(values, lags) {
      const all = values.map((value, place) => [(KNOTS * lags[place]) / last(), value]);
      const leaves = all.findIndex(([, value]) => value < plot.y.min || value > plot.y.max);
      return leaves < 0 ? all : all.slice(0, leaves + 1);
    }

    // At how many of the reader's points the curve is within a factor of three.
    function countHits() {
      const {lags, values} = truth();
      const at = (lag) => values[lags.reduce((best, one, place) => (Math.abs(one - lag) < Math.abs(lags[best] - lag) ? place : best), 0)];
      return drawn.slice(1).filter((value, place) => Math.abs(value - Math.max(plot.y.min, at(((place + 1) * last()) / KNOTS))) <= HIT).length;
    }

    function truth() {
      if (!isFresh()) return {lags: kind().lags, values: medianOf(kind().curves)};
      const {lags, median} = fresh(settings);
      return {lags, values: median};
    }

    function update() {
      plot.begin();
      for (const curve of kind().before || []) plot.line(points(curve, kind().lags), "thin dashed");
      if (shown) (isFresh() ? paintFresh : paintTrained)();
      plot.line(drawn.map((value, knot) => [knot, value]), "b");
      drawn.forEach((value, knot) => { if (knot && knot !== pen.place) plot.dot(knot, value, "b"); });
      if (pen.place !== null) plot.dot(pen.place, drawn[pen.place], "c");  // where the keys are
      show.textContent = text(shown ? "cover" : "show");
      tell(sentences().join(" "));
    }

    function paintFresh() {
      const {lags, median, low, high, length, ...set} = fresh(settings);
      const inside = points(median, lags).length;
      const clip = (value) => Math.min(plot.y.max, Math.max(plot.y.min, value));
      plot.band(lags.slice(0, inside).map((lag, place) => [(KNOTS * lag) / length, clip(low[place]), clip(high[place])]), "a");
      plot.line(points(lags.map((lag) => lag * perStep(set.other)), lags), "c dashed");
      plot.line(points(median, lags), "a");
    }

    function paintTrained() {
      for (const curve of kind().curves) plot.line(points(curve, kind().lags), "a");
    }

    function sentences() {
      if (game.classList.contains("demo-covered")) return [text("first")];
      const found = [];
      if (said && !shown) found.push(text("said", {answer: said}));
      if (!shown) return [...found, text("now-draw")];
      if (said && kind().asked) found.push(text(said === text(RIGHT) ? "was-right" : "was-wrong", {answer: said, right: text(RIGHT)}));
      if (hits !== null) found.push(text("hits", {hits, places: KNOTS}));
      found.push(isFresh() ? freshSaid() : trainedSaid());
      return found;
    }

    function freshSaid() {
      const {limit, length, lags, median, ...set} = fresh(settings);
      const end = lags.length - 1;
      return text("fresh-said", {limit: Demos.number(limit), other: shownOther(set.other), length, lag: MIDDLE,
                                 value: written(median[lags.indexOf(MIDDLE)]), end: written(median[end])});
    }

    function trainedSaid() {
      const {curves, before, errors, baseline} = kind();
      const ends = (some) => some.map((curve) => written(curve.at(-1))).join(", ");
      if (!before) return text("fresh-ends", {lag: last(), kept: ends(curves)});
      const more = curves.filter((curve, place) => curve.at(-1) > before[place].at(-1)).length;
      return text("after-said", {lag: last(), after: ends(curves), before: ends(before), more, of: curves.length,
                                           errors: errors.map((error) => Demos.number(error)).join(", "), baseline: Demos.number(baseline)});
    }

    Demos.keepDrawn(stage, update);
  }

  Demos.define("usual_figure", {model, start});
})();
