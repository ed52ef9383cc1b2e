// How many reviews decide? (chapter "Is this accuracy any good?"): samples of the 25,000 test reviews, two models whose
// names are hidden, and a call. Which model is right on which review is stored in reviews_data.js, one bit each.
"use strict";

(() => {
  const PAIRS = [["NB-SVM", "TF-IDF"], ["NB-SVM", "LSTM 2"], ["LSTM 2", "LSTM 1"]];
  const SIZES = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 25_000];
  const CUSTOM = 0.05;  // below it a difference is called significant, by custom

  // --- the statistics of the chapter --------------------------------------------------------------------------------

  // One number a review: 3 both right, 2 only A right, 1 only B right, 0 both wrong.
  function boxesOf(a, b) {
    const [left, right] = [a, b].map((name) => Uint8Array.from(atob(Demos.reviews[name]), (letter) => letter.charCodeAt(0)));
    const boxes = new Uint8Array(left.length * 8);
    for (let review = 0; review < boxes.length; review += 1) {
      const bit = 7 - (review & 7);
      boxes[review] = 2 * ((left[review >> 3] >> bit) & 1) + ((right[review >> 3] >> bit) & 1);
    }
    return boxes;
  }

  // How many of n reviews, drawn with replacement, fall into each box.
  function sample(boxes, n, seed) {
    const next = Demos.random(seed);
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < n; draw += 1) counts[boxes[Math.floor(next() * boxes.length)]] += 1;
    return counts;
  }

  // Ends of the 95 % interval of Wilson.
  function wilson(hits, n) {
    const z = 1.959963984540054;
    const share = hits / n;
    const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
    const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
    return [middle - half, middle + half];
  }

  // McNemar's test in its exact form: twice the chance of as few heads as the smaller of b and c in b + c tosses.
  function mcnemar(b, c) {
    const tosses = b + c;
    const fewest = Math.min(b, c);
    let largest = -tosses * Math.LN2;  // logarithm of the chance of exactly `fewest` heads
    for (let heads = 1; heads <= fewest; heads += 1) largest += Math.log((tosses - heads + 1) / heads);
    let sum = 0;
    let term = 1;  // relative to the largest, which is the last
    for (let heads = fewest; heads >= 0; heads -= 1) {
      sum += term;
      term *= heads / (tosses - heads + 1);
    }
    return Math.min(1, 2 * sum * Math.exp(largest));
  }

  // What the chapter's compare() gives: disagreements, p, points ahead and half of their 95 % interval.
  function compare([neither, onlyB, onlyA, both]) {
    const n = neither + onlyB + onlyA + both;
    const gap = (onlyA - onlyB) / n;
    const variance = (onlyA + onlyB - n * gap * gap) / (n - 1);
    return {n, onlyA, onlyB, p: mcnemar(onlyA, onlyB), points: 100 * gap, half: 196 * Math.sqrt(variance / n),
            a: (both + onlyA) / n, b: (both + onlyB) / n, ofA: wilson(both + onlyA, n), ofB: wilson(both + onlyB, n)};
  }

  // 1 where the test finds A ahead, -1 where B, 0 where it finds nothing.
  const verdict = ({p, onlyA, onlyB}) => (p < CUSTOM ? Math.sign(onlyA - onlyB) : 0);

  // Over many samples: how often each side is ahead, and how often the test finds which.
  function survey(boxes, n, seed, samples) {
    const tally = {ahead: 0, behind: 0, level: 0, found: 0, wrong: 0};
    for (let place = 0; place < samples; place += 1) {
      const result = compare(sample(boxes, n, seed + place));
      tally[result.onlyA > result.onlyB ? "ahead" : result.onlyA < result.onlyB ? "behind" : "level"] += 1;
      const called = verdict(result);
      if (called > 0) tally.found += 1;
      if (called < 0) tally.wrong += 1;
    }
    return tally;
  }

  // Samples for the test: so many that no reader meets a rate far from the true one by bad luck, fewer where they are large.
  const manyOf = (n) => Math.min(1_000, 5_000_000 / n);
  const ASKED = {pair: 0, n: 500};  // what the question is about

  // Which answer is right, by the share of samples in which the better model is ahead.
  const answerTo = (share) => (share < 0.5 ? 0 : share < 0.6 ? 1 : share <= 0.8 ? 2 : 3);

  const model = {manyOf, boxesOf, sample, wilson, mcnemar, compare, survey, answerTo};

  // --- the game -----------------------------------------------------------------------------------------------------

  function start(stage, text) {
    const settings = {...ASKED};
    let seed = 0;
    let said = null;  // the answer to the question, and its place
    let judged = false;  // whether the reader has seen what is right
    let drawn = null;  // what lies on the table: {result, swapped, called}
    const fresh = () => ({right: 0, wrong: 0, none: 0});
    let tallies = {you: fresh(), test: fresh()};
    let boxes;

    Demos.predict(stage, {
      question: text("question"), show: text("open"),
      answers: ["few", "half", "some", "most"].map((answer) => text(answer)),
      done(place, answer) {
        for (const part of [game, rule]) part.classList.remove("demo-covered");
        said = {place, answer};
        deal();
        tell(hint());
      },
    });

    const controls = Demos.element("div", {class: "demo-controls"});
    const choice = Demos.element("select", {id: "how-many-pair", class: "demo-select"},
      ...PAIRS.map(([a, b], place) => Demos.element("option", {value: place}, text("pair", {a, b}))));
    choice.addEventListener("change", () => { settings.pair = Number(choice.value); begin(); });
    controls.append(Demos.element("div", {class: "demo-slider"}, Demos.element("label", {for: "how-many-pair"}, text("models")), choice));
    Demos.slider(controls, {label: text("size"), min: 0, max: SIZES.length - 1, step: 1, value: SIZES.indexOf(settings.n),
                            show: (place) => Demos.number(SIZES[place]), change(place) { settings.n = SIZES[place]; begin(); }});
    stage.append(controls);

    const game = Demos.element("div", {class: "demo-covered"});
    stage.append(game);
    const plot = Demos.chart(game, {title: text("accuracy"), height: 112, left: 30,
                                    x: {min: 70, max: 100, ticks: [70, 80, 90, 100].map((value) => [value, `${value} %`])},
                                    y: {min: 0.4, max: 2.6, ticks: [[2, "A"], [1, "B"]]}});
    const facts = Demos.element("p", {class: "demo-facts"});
    game.append(facts);
    const calls = Demos.element("div", {class: "demo-buttons", role: "group", "aria-label": text("call")});
    const buttons = [["call-a", 1], ["call-b", -1], ["call-none", 0]].map(([name, side]) => Demos.button(calls, text(name), () => call(side)));
    const again = Demos.button(calls, text("draw"), () => deal());
    game.append(calls);

    const rule = Demos.element("div", {class: "demo-covered"});
    stage.append(rule);
    const cells = {};
    const row = (who) => {
      cells[who] = ["right", "wrong", "none"].map(() => Demos.element("td"));
      return Demos.element("tr", {}, Demos.element("th", {scope: "row"}, text(who)), ...cells[who]);
    };
    const heads = ["called", "right", "wrong", "none"].map((name) => Demos.element("th", {scope: "col"}, text(name)));
    rule.append(Demos.element("table", {}, Demos.element("thead", {}, Demos.element("tr", {}, ...heads)),
                              Demos.element("tbody", {}, row("you"), row("test"))));
    const more = Demos.element("div", {class: "demo-buttons"});
    const judge = Demos.button(more, "", letTest);
    rule.append(more);
    const tell = Demos.readout(stage);

    // Another pair or size: the tallies begin again, since they belong to one question.
    function begin() {
      boxes = boxesOf(...PAIRS[settings.pair]);
      tallies = {you: fresh(), test: fresh()};
      judge.textContent = text("many", {many: Demos.number(manyOf(settings.n))});
      deal();
    }

    function deal() {
      seed += 1;
      const swapped = Demos.random(-seed)() < 0.5;  // or A would always be the better one
      const [neither, onlyB, onlyA, both] = sample(boxes, settings.n, seed);
      drawn = {result: compare(swapped ? [neither, onlyA, onlyB, both] : [neither, onlyB, onlyA, both]), swapped, called: false};
      paint();
    }

    const isAsked = () => settings.pair === ASKED.pair && settings.n === ASKED.n;

    const hint = () => text("said", {answer: said.answer, many: Demos.number(manyOf(ASKED.n))});

    // Of the pair the first is ahead on all 25,000 reviews; it is A unless the two are swapped.
    const isRight = (side, swapped) => (side > 0) !== swapped;

    function count(who, side, swapped) {
      tallies[who][side === 0 ? "none" : isRight(side, swapped) ? "right" : "wrong"] += 1;
    }

    function call(side) {
      count("you", side, drawn.swapped);
      const byTest = verdict(drawn.result);
      count("test", byTest, drawn.swapped);
      drawn.called = true;
      paint();
      again.focus();
      const [better, other] = PAIRS[settings.pair];
      const sentence = text("truth", {
        side: drawn.swapped ? "B" : "A", better, other,
        outcome: text(side === 0 ? "was-none" : isRight(side, drawn.swapped) ? "was-right" : "was-wrong"),
        test: text(byTest === 0 ? "test-none" : isRight(byTest, drawn.swapped) ? "test-right" : "test-wrong"),
      });
      tell(judged || !isAsked() ? sentence : `${sentence} ${hint()}`, 0);
      setTimeout(() => Demos.showOutcome(stage));  // on a projector the verdict may stand below the window
    }

    function letTest() {
      const many = manyOf(settings.n);
      const found = survey(boxes, settings.n, 10_000 + seed * 1_000, many);
      seed += 1;
      tallies.test.right += found.found;
      tallies.test.wrong += found.wrong;
      tallies.test.none += many - found.found - found.wrong;
      paint();
      const sentences = [text("surveyed", {many: Demos.number(many), n: Demos.number(settings.n), better: PAIRS[settings.pair][0], ...shown(found)})];
      if (isAsked()) {
        judged = true;
        sentences.unshift(text(said.place === answerTo(found.ahead / many) ? "said-right" : "said-wrong", {answer: said.answer}));
      }
      tell(sentences.join(" "), 0);
      setTimeout(() => Demos.showOutcome(stage));
    }

    const shown = (tally) => Object.fromEntries(Object.entries(tally).map(([name, count]) => [name, Demos.number(count)]));
    const percent = (share) => Demos.number(100 * share, 1);

    function paint() {
      const {result, called} = drawn;
      plot.begin();
      for (const [at, share, ends, style] of [[2, result.a, result.ofA, "a"], [1, result.b, result.ofB, "b"]]) {
        plot.line(ends.map((end) => [Math.max(70, 100 * end), at]), style);
        plot.dot(Math.max(70, 100 * share), at, style);
      }
      plot.describe(text("accuracy-said", {a: percent(result.a), b: percent(result.b)}));
      facts.textContent = text("facts", {a: percent(result.a), b: percent(result.b), onlyA: Demos.number(result.onlyA),
                                         onlyB: Demos.number(result.onlyB), p: Demos.number(result.p)});
      for (const one of buttons) one.disabled = called;
      again.disabled = !called;
      for (const who of ["you", "test"]) {
        Object.values(tallies[who]).forEach((value, place) => { cells[who][place].textContent = Demos.number(value); });
      }
    }

    begin();
    Demos.keepDrawn(stage, paint);
  }

  Demos.define("how_many", {model, start});
})();
