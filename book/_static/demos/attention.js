// Attention, told and untold (chapter "Attention"): two networks that reverse strings, with a look back and without. They were
// trained while they were told the right letter before each step; here they may also read their own. attention_data.js holds
// their weights.
"use strict";

(() => {
  const UNITS = 64;
  const SHORTEST = 2;
  const LONGEST = 40;  // of the strings in training
  const WORD = "supercalifragilisticexpialidocious";
  const LEAST = [33, 27, 12, 0];  // letters right from which each answer holds
  const ALPHABET = "abcdefghijklmnopqrstuvwxyz";
  const SHIFTS = [1, -1, 2, -2, 3, -3];

  // --- the networks ---

  // The 90 characters from # to |, with ~ in place of the backslash; two of them make a number from -HALF to HALF.
  const HALF = 4049;
  const digit = (code) => (code === 126 ? 57 : code - 35);

  // A matrix as rows: the text begins with the largest size of each column, in steps of the largest of all.
  function unpack({columns, top, packed}) {
    const number = (place) => 90 * digit(packed.charCodeAt(2 * place)) + digit(packed.charCodeAt(2 * place + 1)) - HALF;
    const rows = [];
    for (let place = columns; place < packed.length / 2; place += columns) {
      rows.push(Float64Array.from({length: columns}, (_, column) => number(place + column) * number(column) * (top / HALF ** 2)));
    }
    return rows;
  }

  function network(stored) {
    return Object.fromEntries(Object.entries(stored).map(([name, matrix]) => [name, unpack(matrix)]));
  }

  const sigmoid = (z) => 1 / (1 + Math.exp(-z));

  // vector times matrix, plus a bias
  function times(vector, matrix, bias) {
    const columns = matrix[0].length;
    const found = new Float64Array(columns);
    for (let column = 0; bias && column < columns; column += 1) found[column] = bias[column][0];
    for (let row = 0; row < matrix.length; row += 1) {
      const value = vector[row];
      const weights = matrix[row];
      for (let column = 0; column < columns; column += 1) found[column] += value * weights[column];
    }
    return found;
  }

  function dot(a, b) {
    return a.reduce((sum, value, unit) => sum + value * b[unit], 0);
  }

  function softmax(scores) {
    const most = Math.max(...scores);
    const sizes = scores.map((score) => Math.exp(score - most));
    const sum = sizes.reduce((total, one) => total + one, 0);
    return sizes.map((size) => size / sum);
  }

  // The next state of a GRU. What a letter adds to the gates is stored.
  function gru(heard, again, bias, h) {
    const old = times(h, again);
    return h.map((was, unit) => {  // Keras's order: z, r, candidate
      const z = sigmoid(heard[unit] + old[unit]);
      const r = sigmoid(heard[UNITS + unit] + old[UNITS + unit]);
      const candidate = Math.tanh(heard[2 * UNITS + unit] + r * (old[2 * UNITS + unit] + bias[unit][0]));
      return z * was + (1 - z) * candidate;
    });
  }

  // One step of writing after another: the number of the letter written (a is 1), the probabilities of all, and the
  // attention weights, or null. told: whether the next step reads the letter that was due, or the one that was written.
  function reverse(net, string, told) {
    const letters = Array.from(string, (letter) => ALPHABET.indexOf(letter) + 1);
    const states = [];
    let h = new Float64Array(UNITS);
    for (const letter of letters) {
      h = gru(net.readHeard[letter - 1], net.readAgain, net.readBias, h);
      states.push(h);
    }
    let before = 0;
    return letters.reverse().map((due) => {
      h = gru(net.writeHeard[before], net.writeAgain, net.writeBias, h);
      let weights = null;
      let seen = h;
      if (net.query) {
        const query = times(h, net.query);
        weights = softmax(Float64Array.from(states, (state) => dot(state, query) / Math.sqrt(UNITS)));
        seen = Float64Array.from([...h, ...times(weights, states)]);
      }
      const hidden = times(seen, net.hidden, net.hiddenBias).map((value) => Math.max(0, value));
      const probabilities = softmax(times(hidden, net.out, net.outBias));
      const wrote = largest(probabilities);
      before = told ? due : wrote;
      return {wrote, probabilities, weights};
    });
  }

  const largest = (values) => values.reduce((best, value, place) => (value > values[best] ? place : best), 0);

  // --- the string ---

  // A capital is read as its small letter; no other sign is changed.
  const smallLetters = (string) => string.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

  // What is wrong with a string: null, or {name, values} of the sentence that says it.
  function refusal(string) {
    const odd = /[^a-z]/u.exec(string);
    if (odd) {
      const code = `U+${odd[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      const seen = /[\p{L}\p{N}\p{P}\p{S}]/u.test(odd[0]);
      return seen ? {name: "bad-letter", values: {letter: odd[0], code}} : {name: "bad-sign", values: {code}};
    }
    if (string.length < SHORTEST) return {name: "too-short", values: {least: SHORTEST, most: LONGEST}};
    if (string.length > LONGEST) return {name: "too-long", values: {letters: Demos.number(string.length), most: LONGEST}};
    return null;
  }

  // How many letters are right if the line written is moved so many places left.
  function rightWhenMoved(due, wrote, places) {
    return Array.from(due).filter((letter, place) => wrote[place + places] === letter).length;
  }

  const model = {network, reverse, smallLetters, refusal, rightWhenMoved};

  // --- the demo ---

  const MARGIN = 18;       // of the map, in pixels
  const LARGEST_CELL = 30;
  const SMALLEST_TEXT = 10;
  const SEEN = 0.02;       // smaller weights are not drawn
  const MUCH = 3;          // a moved line is told of if it has so many more right

  function start(stage, text) {
    const nets = {with: network(Demos.attention.with), without: network(Demos.attention.without)};
    const settings = {string: WORD, attention: true, told: false, step: null};
    let found = null;  // {due, wrote, steps, right: [whether]}, or null where the string was refused
    let answered = false;
    let said = null;
    let seed = 0;

    Demos.predict(stage, {
      question: text("question"), show: text("open"),
      answers: ["answer-1", "answer-2", "answer-3", "answer-4"].map((answer) => text(answer)),
      done(place, answer) {
        answered = true;
        const right = found.right.filter(Boolean).length;
        said = text(LEAST.findIndex((least) => right >= least) === place ? "was-right" : "was-wrong", {answer});
        for (const part of [entry, game]) part.classList.remove("demo-covered");
        update();
      },
    });

    const entry = Demos.element("div", {class: "demo-covered"});
    stage.append(entry);
    const tell = Demos.readout(stage);  // right below the field, where what is refused is looked for
    const readout = stage.querySelector(".demo-readout");
    readout.id = "attention-readout";
    const game = Demos.element("div", {class: "demo-covered"});
    stage.append(game);
    const field = Demos.element("input", {id: "attention-string", class: "told-string", type: "text", value: WORD, autocomplete: "off", autocapitalize: "none",
                                          autocorrect: "off", spellcheck: "false", "aria-describedby": readout.id});
    field.addEventListener("input", () => write(smallLetters(field.value)));
    const buttons = Demos.element("div", {class: "demo-buttons"});
    for (const count of [12, LONGEST]) {
      Demos.button(buttons, text("random", {letters: count}), () => {
        seed += 1;
        const next = Demos.random(seed);
        field.value = Array.from({length: count}, () => ALPHABET[Math.floor(next() * ALPHABET.length)]).join("");
        write(field.value);
      });
    }
    const switches = Demos.element("div", {class: "demo-controls"});
    for (const name of ["attention", "told"]) Demos.checkbox(switches, text(name), settings[name], (on) => { settings[name] = on; said = null; update(); });
    const lines = Demos.element("div", {class: "told-lines", role: "img"});
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "told-map");
    svg.setAttribute("role", "img");
    const none = Demos.element("p", {class: "told-none"}, text("no-map"));
    const left = Demos.element("div", {class: "told-left"}, buttons, switches);
    const step = Demos.slider(left, {label: text("step"), min: 1, max: WORD.length, step: 1, value: 1, show: String,
                                     change(value) { settings.step = value - 1; paint(); }});
    const facts = Demos.element("p", {class: "demo-facts"});
    left.append(facts);
    const map = Demos.element("div", {class: "told-right"}, Demos.element("div", {class: "demo-title"}, text("map")), Demos.element("div", {class: "told-place"}, svg, none));
    entry.append(Demos.element("label", {for: "attention-string"}, text("string")), field);
    game.append(Demos.element("p", {class: "zeros-legend"}, text("lines")), lines, Demos.element("div", {class: "told-sides"}, left, map));

    svg.addEventListener("click", (event) => {  // a row of the map is a step
      if (!found) return;
      const row = Math.floor((event.clientY - svg.getBoundingClientRect().top - MARGIN) / cell());
      settings.step = Math.min(found.due.length - 1, Math.max(0, row));
      paint();
    });

    function write(string) {
      Object.assign(settings, {string, step: null});
      said = null;
      update();
    }

    function update() {  // of a new string the first wrong step is chosen
      const refuse = refusal(settings.string);
      found = refuse ? null : run();
      settings.step ??= found ? Math.max(0, found.right.indexOf(false)) : null;
      readout.classList.toggle("refused", Boolean(refuse));
      field.setAttribute("aria-invalid", String(Boolean(refuse)));
      paint();
      if (!answered) return tell(text("first"));
      tell(refuse ? text(refuse.name, refuse.values) : sentences().join(" "));
    }

    function run() {
      const due = Array.from(settings.string).reverse().join("");
      const steps = reverse(nets[settings.attention ? "with" : "without"], settings.string, settings.told);
      const wrote = steps.map((one) => letterOf(one.wrote)).join("");
      return {due, wrote, steps, right: Array.from(due, (letter, place) => wrote[place] === letter)};
    }

    const letterOf = (number) => ALPHABET[number - 1] || "·";  // 0, the start, is never due; the networks could write it

    // --- what is seen ---

    function paint() {
      const seen = Boolean(found);
      step.input.disabled = !seen;
      none.hidden = !seen || settings.attention;
      lines.replaceChildren();
      svg.replaceChildren();
      facts.textContent = "";
      if (!seen) return;
      step.input.max = found.due.length;
      step.value = settings.step + 1;
      paintLines();
      if (settings.attention) paintMap();
      facts.textContent = stepSaid();
      step.input.setAttribute("aria-valuetext", facts.textContent);
    }

    function paintLines() {
      const {due, wrote, right} = found;
      Array.from(due).forEach((letter, place) => {
        const name = `told-step${right[place] ? "" : " wrong"}${place === settings.step ? " chosen" : ""}`;
        lines.append(Demos.element("span", {class: name}, ...[letter, wrote[place], right[place] ? "" : "×"].map((one) => Demos.element("span", {}, one))));
      });
      lines.setAttribute("aria-label", text("lines-said", {due, wrote}));
    }

    function cell() {
      return Math.min(LARGEST_CELL, (Math.min(svg.clientWidth || 320, svg.clientHeight || 320) - 2 * MARGIN) / found.due.length);
    }

    function draw(tag, attributes, content = "") {
      const node = document.createElementNS(svg.namespaceURI, tag);
      for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
      node.textContent = content;
      svg.append(node);
    }

    // A row for each step, a column for each letter read; a ring where the letter due stands, a cross beside a wrong step.
    function paintMap() {
      const {due, steps, right} = found;
      const size = cell();
      const count = due.length;
      const at = (place) => MARGIN + place * size;
      draw("rect", {class: "frame", x: MARGIN, y: MARGIN, width: count * size, height: count * size});
      steps.forEach(({weights}, row) => {
        weights.forEach((weight, column) => {
          if (weight >= SEEN) draw("rect", {class: "weight", x: at(column), y: at(row), width: size, height: size, "fill-opacity": weight.toFixed(2)});
        });
        draw("circle", {class: "ring", cx: at(count - row - 0.5), cy: at(row + 0.5), r: Math.max(2, size / 5)});
        if (!right[row]) draw("path", {class: "cross", d: `M${at(count) + 5} ${at(row + 0.5) - 3}l6 6m0 -6l-6 6`});
        if (size >= SMALLEST_TEXT) {
          draw("text", {x: MARGIN / 2 - 1, y: at(row + 0.5) + 4, "text-anchor": "middle"}, due[row]);
          draw("text", {x: at(count - row - 0.5), y: MARGIN - 5, "text-anchor": "middle"}, due[row]);
        }
      });
      draw("rect", {class: "chosen", x: MARGIN - 1, y: at(settings.step), width: count * size + 2, height: size});
      svg.setAttribute("aria-label", text("map-said", {steps: count}));
    }

    // --- what is said ---

    function stepSaid() {
      const {due, wrote, steps} = found;
      const {weights, probabilities} = steps[settings.step];
      const before = settings.step ? (settings.told ? due : wrote)[settings.step - 1] : null;
      const spoken = [text(before ? "step-read" : "step-start", {before}),
                      text("step-wrote", {due: due[settings.step], wrote: wrote[settings.step], probability: Demos.number(Math.max(...probabilities), 2)})];
      if (weights) {
        const place = largest(weights);
        const aside = place - (due.length - 1 - settings.step);
        spoken.push(text("step-weight", {weight: Demos.number(weights[place], 2), letter: settings.string[place], place: place + 1}),
                    text(aside === 0 ? "on-it" : aside > 0 ? "after-it" : "before-it", {places: Math.abs(aside)}));
      }
      return spoken.join(" ");
    }

    function sentences() {
      const {due, wrote, right} = found;
      const count = right.filter(Boolean).length;
      const spoken = said ? [said] : [];
      const names = settings.attention ? ["with-alone", "with-told"] : ["without-alone", "without-told"];
      spoken.push(text(names[Number(settings.told)], {right: count, letters: due.length}));
      if (count === due.length) return spoken;
      spoken.push(text("mistake", {step: right.indexOf(false) + 1}));
      const best = SHIFTS.reduce((most, places) => (rightWhenMoved(due, wrote, places) > rightWhenMoved(due, wrote, most) ? places : most), SHIFTS[0]);
      const moved = rightWhenMoved(due, wrote, best);
      if (moved >= count + MUCH) spoken.push(text(best > 0 ? "late" : "early", {places: Math.abs(best), moved}));
      return spoken;
    }

    update();
    Demos.keepDrawn(stage, paint);
  }

  Demos.define("attention", {model, start});
})();
