// Read along (landing page, "What is the order of words worth?", "Inside a trained LSTM"): the probability of praise after
// each word of a review, from the chapters' LSTM, while the reader changes the order and the words. A page shows the tools
// whose texts it gives. read_along_model.js computes; the weights come when the reader has answered.
"use strict";

(() => {
  const {LAST, tokens, open, order} = Demos.readAlong;
  const OWN = "own";        // the entry for a text of the reader's
  const ORDERS = 20;        // random orders at a time
  const ZEROS = 100;
  const NEAR = 0.05;        // a probability moved by less counts as where it was
  const MOVED = 6;          // words listed after which the score moved most
  const LONGEST = 30;       // letters of a word that are shown
  const PACE = 140;         // milliseconds a word
  const INSIDE = new Map([["forget", "f"], ["input", "i"], ["output", "o"], ["memory", "c"]]);

  let loaded;  // the network, once for all demos of a page

  function network() {
    loaded = loaded || Demos.load("read_along_weights.js").then((came) => came && open(Demos.readAlong.weights));
    return loaded;
  }

  // --- what is shown ------------------------------------------------------------------------------------------------

  // A word as it is shown: cut when it is very long, with a sign for what cannot be seen or is half a letter.
  function visible(word) {
    const letters = [...word.slice(0, 4 * LONGEST)].map((letter) => (/^[\u0000-\u001f\u007f-\u009f\ud800-\udfff]$/.test(letter) ? "\ufffd" : letter));
    return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : letters.join("");
  }

  // How many verdicts of random orders differ from that of the text, by answer to the question.
  const answerTo = (changed) => (changed === 0 ? 0 : changed <= 5 ? 1 : changed <= 10 ? 2 : 3);

  // Which answer is right when the gates are held: near, farther off with the same verdict, or the other verdict.
  const answerHeld = (before, after) => (before > 0.5 !== after > 0.5 ? 2 : Math.abs(before - after) <= NEAR ? 0 : 1);

  // The places after which the score moved most, the farthest first.
  function farthest(score) {
    const steps = score.slice(1).map((value, place) => Math.abs(value - score[place]));
    return steps.map((_, place) => place).sort((a, b) => steps[b] - steps[a]);
  }

  const model = {visible, answerTo, answerHeld, farthest, network};

  // --- the demo -----------------------------------------------------------------------------------------------------

  function start(stage, text) {
    const reviews = text.names.map((name) => Demos.readAlong.reviews.find((review) => review.name === name)).filter(Boolean);
    const held = text.has("held");  // this page asks for the gates; the others for the order
    const state = {review: reviews[0], words: tokens(reviews[0].text), asWritten: [], length: 0, at: 0, zeros: false, mask: true, held: false, orders: [], shown: Infinity};
    let net = null;
    let said = null;
    let found = null;    // the reading of the words as they stand
    let written = null;  // and of the text as it was written
    stage.classList.add("read-along");

    Demos.predict(stage, {
      question: text("question"), show: text("open"),
      answers: ["answer-1", "answer-2", "answer-3", "answer-4"].filter(text.has).map((name) => text(name)),
      async done(place, answer) {
        said = {place, answer};
        tell(text("loading"), 0);
        net = await network();
        if (!net) return tell(text("failed"), 0);
        game.classList.remove("demo-covered");
        take();
        if (held) set({held: true});
        else shuffleOften();
      },
    });

    // The words: one line of choices, in which one word is chosen by pointer or arrow keys, and can be dragged.
    const row = Demos.element("div", {class: "read-choice"});
    const choice = Demos.element("select", {id: `read-along-${document.querySelectorAll(".read-along").length}`, class: "demo-select"},
      ...reviews.map((review) => Demos.element("option", {value: review.name}, text(review.name))),
      ...(text.has(OWN) ? [Demos.element("option", {value: OWN}, text(OWN))] : []));
    choice.addEventListener("change", () => pick(choice.value));
    row.append(Demos.element("label", {for: choice.id}, text("review")), choice);
    const own = Demos.element("textarea", {class: "read-own", rows: 3, hidden: true, "aria-label": text("review"), spellcheck: "false"});
    const strip = Demos.element("div", {class: "read-words", role: "listbox", tabindex: "0", "aria-label": text("words"), "aria-orientation": "horizontal"});
    stage.append(row, own, strip);

    const game = Demos.element("div", {class: "demo-covered"});
    stage.append(game);
    const verdicts = Demos.element("div", {class: "read-verdicts"});
    const cells = {};
    for (const name of ["lstm", "bag", "writer"]) {
      cells[name] = Demos.element("strong", {});
      verdicts.append(Demos.element("div", {}, Demos.element("span", {}, text(name)), cells[name]));
    }
    game.append(verdicts);
    const plot = Demos.chart(game, {title: text("title"), height: 150, left: 34, x: {min: 0, max: 1, ticks: []},
                                    y: {min: 0, max: 1, ticks: [0, 0.5, 1].map((value) => [value, Demos.number(value)])}});
    plot.svg.addEventListener("click", (event) => {
      const place = Math.round(plot.fromX(event.clientX - plot.svg.getBoundingClientRect().left)) - 1;
      choose(Math.min(state.words.length - 1, Math.max(0, place)));
    });

    const buttons = {};
    const tools = (...names) => {
      const bar = Demos.element("div", {class: "demo-buttons read-tools"});
      const given = names.filter(([name]) => text.has(name));
      for (const [name, press, sign] of given) buttons[name] = Demos.button(bar, sign || text(name), press, sign ? {"aria-label": text(name)} : {});
      if (given.length) game.append(bar);
    };
    tools(["play", run], ["shuffle", () => arrange(order(state.words.length, seed()))], ["shuffles", () => { said = null; shuffleOften(); }],
          ["reverse", () => arrange(state.words.map((_, place) => state.words.length - 1 - place))], ["written", take]);
    tools(["earlier", () => move(-1), "←"], ["later", () => move(1), "→"], ["not", () => insert("not")], ["really", () => insert("really")], ["drop", drop]);

    const checks = Demos.element("div", {class: "read-checks"});
    const check = {};
    for (const name of ["zeros", "mask", "held"].filter(text.has)) check[name] = Demos.checkbox(checks, text(name), state[name], (on) => { said = null; set({[name]: on}); });
    game.append(checks);
    const heat = text.has("strip") ? heatStrip(game, text) : null;
    const tell = Demos.readout(stage);
    const list = text.has("moved") ? details(stage, text("moved")) : null;

    // --- changing the text ---

    let seeds = 0;
    const seed = () => (seeds += 1);

    function pick(name) {
      own.hidden = name !== OWN;
      state.review = reviews.find((review) => review.name === name) || {name: OWN, text: own.value};
      said = null;
      take();
      if (name === OWN) own.focus();
    }

    let timer;
    own.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        state.review = {name: OWN, text: own.value};
        take();
      }, 250);
    });

    // The text as it was written.
    function take() {
      const all = tokens(state.review.text);
      state.asWritten = all.slice(-LAST);
      state.words = state.asWritten.slice();
      state.length = all.length;
      state.orders = [];
      state.shown = Infinity;
      written = net && net.read(state.words.map(net.idOf));
      state.at = net && state.words.length ? farthest(written.score)[0] : 0;
      update();
    }

    function arrange(places, at = 0) {
      state.words = places.map((place) => state.words[place]);
      state.at = at;
      state.orders = [];
      update();
    }

    function move(by) {
      const to = state.at + by;
      if (to < 0 || to >= state.words.length) return;
      carry(state.at, to);
    }

    // Take the word from one place and put it into another.
    function carry(from, to) {
      const places = state.words.map((_, place) => place);
      places.splice(to, 0, ...places.splice(from, 1));
      arrange(places, to);
    }

    function insert(word) {
      state.words.splice(state.at, 0, word);
      state.words = state.words.slice(-LAST);
      state.orders = [];
      update();
    }

    function drop() {
      state.words.splice(state.at, 1);
      state.at = Math.max(0, Math.min(state.at, state.words.length - 1));
      state.orders = [];
      update();
    }

    function choose(at) {
      state.at = at;
      update();
    }

    function set(changed) {
      Object.assign(state, changed);
      if ("zeros" in changed || "mask" in changed) state.orders = [];  // read without the zeros, so no longer to be compared
      for (const [name, input] of Object.entries(check)) input.checked = state[name];
      update();
    }

    function shuffleOften() {
      const ids = state.words.map(net.idOf);
      state.orders = Array.from({length: ORDERS}, () => net.read(order(ids.length, seed()).map((place) => ids[place])));
      update();
    }

    // --- reading aloud: word by word, at once where the reader wants less motion ---

    let beat;
    function run() {
      const going = state.shown < state.words.length;
      clearInterval(beat);
      state.shown = going || matchMedia("(prefers-reduced-motion: reduce)").matches ? Infinity : 0;
      if (state.shown === 0) beat = setInterval(tick, PACE);
      state.orders = [];
      update();
    }

    function tick() {
      state.shown += 1;
      state.at = Math.min(state.shown, state.words.length) - 1;
      if (state.shown >= state.words.length) {
        state.shown = Infinity;
        clearInterval(beat);
      }
      update();
    }

    // --- showing ---

    function update() {
      if (!net) return paintWords();
      const ids = [...state.words.map(net.idOf), ...new Array(state.zeros ? ZEROS : 0).fill(0)];
      found = net.read(ids, {mask: state.mask, held: state.held, keep: Boolean(heat)});
      paintWords();
      paintVerdicts();
      paintPlot();
      if (heat) heat.paint(found, state.at, state.words.length);
      if (list) paintList();
      if (buttons.play) buttons.play.textContent = text(state.shown < state.words.length ? "pause" : "play");
      if (state.shown === Infinity) tell(sentences().join(" "));
    }

    function paintWords() {
      const spans = state.words.map((word, place) => {
        const known = !net || net.idOf(word) !== Demos.readAlong.UNKNOWN;
        const span = Demos.element("span", {role: "option", id: `${choice.id}-${place}`, class: known ? "" : "unknown", "aria-selected": String(Boolean(net) && place === state.at)}, visible(word));
        if (net && place < state.shown) {
          const step = found.score[place + 1] - found.score[place];
          span.style.setProperty("--much", Math.min(1, Math.abs(step)).toFixed(2));
          span.classList.add(step < 0 ? "down" : "up");
        }
        if (place >= state.shown) span.classList.add("unread");
        return span;
      });
      strip.replaceChildren(...spans.flatMap((span) => [span, " "]));
      const chosen = net && spans[state.at];
      if (!chosen) return strip.removeAttribute("aria-activedescendant");
      strip.setAttribute("aria-activedescendant", chosen.id);
      const [top, bottom] = [chosen.offsetTop, chosen.offsetTop + chosen.offsetHeight];  // keep it in view
      if (top < strip.scrollTop) strip.scrollTop = top;
      if (bottom > strip.scrollTop + strip.clientHeight) strip.scrollTop = bottom - strip.clientHeight;
    }

    function paintVerdicts() {
      const probability = now();
      const verdict = (positive) => text(positive ? "positive" : "negative");
      const nothing = !state.words.length; // there is nothing to judge
      cells.lstm.textContent = nothing ? "–" : `${verdict(probability > 0.5)}, ${Demos.number(probability, 2)}`;
      cells.bag.textContent = nothing ? "–" : verdict(net.bag(state.words.map(net.idOf)) > 0);
      cells.writer.textContent = state.review.name === OWN ? "–" : verdict(state.review.positive);
    }

    const now = () => found.probability[Math.min(state.shown, found.probability.length - 1)];
    const end = (reading) => reading.probability[reading.probability.length - 1];
    const changedOrders = () => state.orders.filter((reading) => end(reading) > 0.5 !== end(found) > 0.5).length;
    const asWritten = () => state.words.join(" ") === state.asWritten.join(" ");

    function paintPlot() {
      const length = found.probability.length - 1;
      plot.x.max = Math.max(length, 1);
      plot.x.ticks = [0, Math.round(length / 2), length].map((value) => [value, Demos.number(value)]);
      plot.begin();
      const points = (reading) => reading.probability.map((value, place) => [place, value]);
      plot.line([[0, 0.5], [plot.x.max, 0.5]], "dotted");
      for (const reading of state.orders) plot.line(points(reading), "thin b");
      if (!asWritten() || state.held || state.zeros) plot.line(points(written).slice(0, length + 1), "dashed");
      plot.line(points(found).slice(0, state.shown + 1), "a");
      if (state.at < state.words.length) plot.dot(state.at + 1, found.probability[state.at + 1], "a");
      plot.describe(sentences().join(" "));
    }

    function paintList() {
      const rows = farthest(found.score.slice(0, state.words.length + 1)).slice(0, MOVED).map((place) => Demos.element("tr", {},
        Demos.element("th", {scope: "row"}, visible(state.words[place])), Demos.element("td", {}, Demos.number(found.probability[place], 2)),
        Demos.element("td", {}, Demos.number(found.probability[place + 1], 2))));
      list.replaceChildren(Demos.element("tr", {}, ...["word", "before", "after"].map((name) => Demos.element("th", {scope: "col"}, text(name)))), ...rows);
    }

    function sentences() {
      const told = [];
      const number = (value) => Demos.number(value, 2);
      if (!state.words.length) return [text("empty")];
      if (state.length > LAST) told.push(text("cut", {words: Demos.number(state.length, 0), last: LAST}));
      if (state.orders.length) {
        const ends = state.orders.map(end);
        const changed = changedOrders();
        if (said && !held) told.push(text(said.place === answerTo(changed) ? "was-right" : "was-wrong", {answer: said.answer}));
        told.push(text("orders", {orders: ORDERS, changed, low: number(Math.min(...ends)), high: number(Math.max(...ends))}));
      } else if (state.held) {
        if (said) told.push(text(said.place === answerHeld(end(written), end(found)) ? "was-right" : "was-wrong", {answer: said.answer}));
        told.push(text("held-said", {before: number(end(written)), now: number(end(found))}));
      } else if (state.zeros) {
        told.push(text(state.mask ? "zeros-passed" : "zeros-read", {zeros: ZEROS, before: number(found.probability[state.words.length]), now: number(end(found))}));
      } else if (!asWritten()) {
        told.push(text("changed", {before: number(end(written)), now: number(end(found))}));
      }
      told.push(text("at", {word: visible(state.words[state.at]), place: state.at + 1, words: state.words.length,
                            before: number(found.probability[state.at]), now: number(found.probability[state.at + 1])}));
      return told;
    }

    // --- choosing and dragging words ---

    const placeOf = (node) => [...strip.children].indexOf(node.closest ? node.closest(".read-words > span") : null);

    strip.addEventListener("keydown", (event) => {
      const last = state.words.length - 1;
      const moves = {ArrowLeft: state.at - 1, ArrowRight: state.at + 1, ArrowUp: state.at - 1, ArrowDown: state.at + 1, Home: 0, End: last};
      if (!net || last < 0) return;
      if (event.key === "Delete" && text.has("drop")) drop();
      else if (!(event.key in moves)) return;
      else if (event.shiftKey && text.has("earlier")) move(Math.sign(moves[event.key] - state.at));
      else choose(Math.min(last, Math.max(0, moves[event.key])));
      event.preventDefault();
    });

    let dragged = null;
    strip.addEventListener("pointerdown", (event) => {
      const place = placeOf(event.target);
      if (!net || place < 0) return;
      dragged = event.pointerType !== "touch" || place === state.at ? place : null;  // with a finger the chosen word only: others scroll
      choose(place);
    });
    const target = (event) => {
      const under = document.elementFromPoint(event.clientX, event.clientY);
      return under && strip.contains(under) ? placeOf(under) : -1;
    };
    window.addEventListener("pointermove", (event) => {
      if (dragged === null || !text.has("earlier")) return;
      const over = target(event);
      [...strip.children].forEach((span, place) => span.classList.toggle("here", place === over && place !== dragged));
    });
    window.addEventListener("pointerup", (event) => {
      const to = dragged === null || !text.has("earlier") ? -1 : target(event);
      if (to >= 0 && to !== dragged) carry(dragged, to);
      dragged = null;
    });
    window.addEventListener("pointercancel", () => { dragged = null; });

    Demos.keepDrawn(stage, update);
  }

  function details(parent, summary) {
    const table = Demos.element("table", {});
    parent.append(Demos.element("details", {class: "read-more"}, Demos.element("summary", {}, summary), table));
    return table;
  }

  // --- gates and memory as colours: a row for each unit, a column for each word ---

  function heatStrip(parent, text) {
    let last = null;
    const repaint = () => { if (last) self.paint(...last); };
    const bar = Demos.element("div", {class: "read-choice"});
    const choice = Demos.element("select", {id: "read-along-strip", class: "demo-select"},
      ...[...INSIDE.keys()].map((name) => Demos.element("option", {value: name}, text(name))));
    choice.addEventListener("change", repaint);
    bar.append(Demos.element("label", {for: choice.id}, text("strip")), choice);
    const canvas = Demos.element("canvas", {class: "read-strip", role: "img", "aria-label": text("strip")});
    parent.append(bar, canvas);
    const stretch = Demos.checkbox(parent, text("stretch"), false, repaint);
    parent.append(Demos.element("p", {class: "read-note"}, text("strip-note")));

    const self = {
      paint(found, at, words) {
        last = [found, at, words];
        const rows = found[INSIDE.get(choice.value)].slice(0, words);
        const [low, high] = choice.value === "memory" ? symmetric(rows) : stretch.checked ? extremes(rows) : [0, 1];
        const ratio = window.devicePixelRatio || 1;
        const [width, height] = [canvas.clientWidth || 300, canvas.clientHeight || 120].map((size) => Math.round(size * ratio));
        Object.assign(canvas, {width, height});
        const pen = canvas.getContext("2d");
        const style = getComputedStyle(canvas);
        const [ink, other] = [style.getPropertyValue("--demo-a"), style.getPropertyValue("--demo-b")];
        const middle = choice.value === "memory" ? 0 : low;
        const edge = (place, count, size) => Math.round((place * size) / count);  // whole pixels, so that no seams show
        rows.forEach((row, word) => row.forEach((value, unit) => {
          const [x, y] = [edge(word, rows.length, width), edge(unit, row.length, height)];
          pen.fillStyle = value < middle ? other : ink;
          pen.globalAlpha = high > low ? Math.min(1, Math.abs(value - middle) / (high - middle)) : 0;
          pen.fillRect(x, y, edge(word + 1, rows.length, width) - x, edge(unit + 1, row.length, height) - y);
        }));
        pen.globalAlpha = 1;
        pen.strokeStyle = style.color;
        pen.lineWidth = 2;
        pen.strokeRect(edge(at, words, width), 0, edge(at + 1, words, width) - edge(at, words, width), height);
      },
    };
    return self;
  }

  function extremes(rows) {
    const all = rows.flatMap((row) => [...row]);
    return [Math.min(...all), Math.max(...all)];
  }

  function symmetric(rows) {
    const most = Math.max(...extremes(rows).map(Math.abs));
    return [-most, most];
  }

  Demos.define("read_along", {model, start});
})();
