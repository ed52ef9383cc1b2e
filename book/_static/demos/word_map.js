// Map of words (chapter "Word embeddings"): 2,500 words on a plane, before a label was seen and after training on labels;
// for each word the eight nearest in the full space, and the eight nearest on the map. word_map_data.js holds the numbers.
"use strict";

(() => {
  const NEAREST = 8;
  const SUGGESTED = 5;
  const [NEAREST_RIGHT, MAP_RIGHT] = [1, 2];  // which answers are right
  const LEANS = Math.log(2);  // a word leans when it is in twice as many reviews of one kind as of the other
  const LETTERS = "ABCDEFGHIJKLMNOQRSTUVWXYZabcdefghijklmnoqrstuvwxyz0123456789-_.~";
  const TIMES = ["before", "after"];

  // --- the data -----------------------------------------------------------------------------------------------------

  function unpack(packed) {
    const values = new Map([...LETTERS].map((letter, value) => [letter, value]));
    return Array.from({length: packed.length / 2}, (_, place) => 64 * values.get(packed[2 * place]) + values.get(packed[2 * place + 1]));
  }

  const rows = (numbers, width) => Array.from({length: numbers.length / width}, (_, row) => numbers.slice(row * width, (row + 1) * width));

  function read(data) {
    const found = {words: data.words.split(" "), lean: unpack(data.lean).map((value) => (value - 2048) / 1000)};
    for (const time of TIMES) {
      found[time] = {places: rows(unpack(data[time].places), 2), nearest: rows(unpack(data[time].nearest), NEAREST), shared: data[time].shared};
    }
    return found;
  }

  // The eight nearest on the plane; of equal distances the commoner word first.
  function nearestOnMap(places, word) {
    const [x, y] = places[word];
    const distance = places.map(([a, b]) => (a - x) ** 2 + (b - y) ** 2);
    const others = places.map((_, other) => other).filter((other) => other !== word);
    return others.sort((a, b) => distance[a] - distance[b] || a - b).slice(0, NEAREST);
  }

  // Words that begin as typed, the commonest first; an exact match before all.
  function suggest(words, typed) {
    const begin = typed.trim().toLowerCase();
    if (!begin) return [];
    const found = words.map((_, word) => word).filter((word) => words[word].startsWith(begin));
    return found.sort((a, b) => (words[b] === begin) - (words[a] === begin) || a - b).slice(0, SUGGESTED);
  }

  const model = {read, nearestOnMap, suggest};

  // --- the map ------------------------------------------------------------------------------------------------------

  const CLOSER = 4;
  const MILLISECONDS = 900;  // of the way from one map to the other

  // A canvas that shows the words at a share of the way from the map before to the map after.
  function map(parent, {words, lean, before, after}, pick) {
    const canvas = Demos.element("canvas", {class: "map-canvas", role: "img"});
    parent.append(canvas);
    let shown = [];  // where each word was drawn last, in pixels

    function place(word, share, view) {
      const [x, y] = [0, 1].map((axis) => (before.places[word][axis] * (1 - share) + after.places[word][axis] * share) / 4095);
      return [view.x + x * view.width, view.y + y * view.height];
    }

    // What of the plane is seen: all of it, or a quarter of its width with the chosen word in the middle.
    function viewOf(width, height, {share, word, closer}) {
      const [edge, scale] = [14, closer ? CLOSER : 1];
      const view = {x: edge, y: edge, width: scale * (width - 2 * edge), height: scale * (height - 2 * edge)};
      if (!closer) return view;
      const [x, y] = place(word, share, view);
      return {...view, x: view.x + width / 2 - x, y: view.y + height / 2 - y};
    }

    function draw(state) {
      const [width, height, ratio] = [canvas.clientWidth || 320, canvas.clientHeight || 320, window.devicePixelRatio || 1];
      Object.assign(canvas, {width: Math.round(width * ratio), height: Math.round(height * ratio)});
      const on = canvas.getContext("2d");
      on.scale(ratio, ratio);
      const style = getComputedStyle(canvas);
      const colour = (name) => style.getPropertyValue(name).trim();
      const view = viewOf(width, height, state);
      shown = words.map((_, word) => place(word, state.share, view));
      shown.forEach(([x, y], word) => dot(on, x, y, lean[word], colour, state.closer ? 1.5 : 1));
      if (state.moving) return;
      const near = (state.share ? after : before).nearest[state.word];
      const [x, y] = shown[state.word];
      on.lineWidth = 1.2;
      on.strokeStyle = colour("--pst-color-text-base");
      for (const word of near) stroke(on, () => { on.moveTo(x, y); on.lineTo(...shown[word]); });
      if (state.ring.length) {
        const far = Math.max(...state.ring.map((word) => Math.hypot(shown[word][0] - x, shown[word][1] - y)));
        on.setLineDash([4, 3]);
        stroke(on, () => on.arc(x, y, far + 2, 0, 2 * Math.PI));
        on.setLineDash([]);
      }
      name(on, [state.word, ...near], colour, width, height);
    }

    // Praise is a full disc, blame a ring, the rest a speck.
    function dot(on, x, y, leaning, colour, size) {
      on.beginPath();
      on.arc(x, y, size * (Math.abs(leaning) < LEANS ? 0.8 : 2.4), 0, 2 * Math.PI);
      on.fillStyle = on.strokeStyle = colour(Math.abs(leaning) < LEANS ? "--pst-color-text-muted" : leaning > 0 ? "--demo-a" : "--demo-b");
      on.lineWidth = 1.4;
      if (leaning <= -LEANS) on.stroke();
      else on.fill();
    }

    function stroke(on, path) {
      on.beginPath();
      path();
      on.stroke();
    }

    // Names beside their dots, each where no other name stands; a name that finds no room is left out.
    function name(on, some, colour, width, height) {
      const taken = [];
      on.lineJoin = "round";
      on.textBaseline = "middle";
      some.forEach((word, order) => {
        on.font = `${order ? "" : "bold "}13px sans-serif`;
        const [x, y] = shown[word];
        const wide = on.measureText(words[word]).width;
        const spots = [[6, 0], [-6 - wide, 0], [-wide / 2, -12], [-wide / 2, 12], [6, -13], [6, 13], [-6 - wide, -13], [-6 - wide, 13], [-wide / 2, -25], [-wide / 2, 25]];
        const free = spots.map(([dx, dy]) => [x + dx, y + dy]).find(([left, middle]) => left > 1 && left + wide < width - 1 && middle > 8 && middle < height - 8
          && taken.every(([a, b, w]) => left > a + w + 3 || left + wide + 3 < a || Math.abs(middle - b) > 14));
        if (!free) return;
        taken.push([...free, wide]);
        on.strokeStyle = colour("--pst-color-background");
        on.lineWidth = 4;
        on.strokeText(words[word], ...free);
        on.fillStyle = colour("--pst-color-text-base");
        on.fillText(words[word], ...free);
      });
    }

    canvas.addEventListener("click", (event) => {
      const box = canvas.getBoundingClientRect();
      const far = shown.map(([x, y]) => Math.hypot(x - event.clientX + box.left, y - event.clientY + box.top));
      pick(far.indexOf(Math.min(...far)));
    });
    return {canvas, draw};
  }

  // --- looking for a word -------------------------------------------------------------------------------------------

  // A field with a list of words that begin as typed; arrows walk over them, Enter takes one.
  function search(parent, {label, none, words, pick}) {
    const input = Demos.element("input", {type: "text", id: "map-search", class: "map-search", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
                                          "aria-controls": "map-found", autocomplete: "off", autocapitalize: "none", spellcheck: "false"});
    const list = Demos.element("ul", {class: "map-found", id: "map-found", role: "listbox", "aria-label": label, hidden: true});
    parent.append(Demos.element("div", {class: "map-field"}, Demos.element("label", {for: "map-search"}, label), input, list));
    let [found, at] = [[], 0];

    function show() {
      list.replaceChildren(...found.map((word, place) => {
        const item = Demos.element("li", {role: "option", id: `map-found-${place}`, "aria-selected": place === at ? "true" : "false"}, words[word]);
        item.addEventListener("pointerdown", (event) => event.preventDefault());  // the field keeps the focus
        item.addEventListener("click", () => take(word));
        return item;
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      if (list.hidden) input.removeAttribute("aria-activedescendant");
      else input.setAttribute("aria-activedescendant", `map-found-${at}`);
    }

    function close() {
      found = [];
      show();
    }

    function take(word) {
      input.value = words[word];
      close();
      pick(word);
    }

    input.addEventListener("input", () => {
      [found, at] = [suggest(words, input.value), 0];
      show();
      if (!found.length && input.value.trim()) none(input.value.trim().slice(0, 30));
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && found.length) take(found[at]);
      else if (found.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
        show();
      } else return;
      event.preventDefault();
    });
    input.addEventListener("blur", close);
    input.addEventListener("focus", () => input.select());
    return input;
  }

  // --- the demo -----------------------------------------------------------------------------------------------------

  function start(stage, text) {
    const data = read(Demos.wordMap);
    const {words} = data;
    const settings = {word: words.indexOf("bad"), time: "before", closer: false};
    let share = 0;         // of the way to the map after
    let answered = 0;      // questions
    let said = "";
    let moving = null;

    const then = (verdict) => {
      answered += 1;
      said = verdict;
      set({}, true);
    };
    Demos.predictInTurn(stage, text, [
      {question: "which", answers: ["first", "second", "third", "fourth"], right: NEAREST_RIGHT, then},
      {question: "on-map", answers: ["one", "two", "four", "seven"], right: MAP_RIGHT, then},
    ]);

    const controls = Demos.element("div", {class: "map-controls"});
    const input = search(controls, {label: text("search"), words, none: (typed) => tell(text("no-word", {typed})), pick: (word) => set({word})});
    const sides = Demos.element("div", {class: "demo-buttons", role: "group", "aria-label": text("times")});
    const buttons = Object.fromEntries(TIMES.map((time) => [time, Demos.button(sides, text(time === "before" ? "before" : "after"), () => set({time}))]));
    controls.append(sides);
    const closer = Demos.checkbox(sides, text("closer"), false, (on) => set({closer: on}));
    stage.append(controls);

    const figure = Demos.element("div", {class: "map-figure"});
    const plane = map(figure, data, (word) => { if (answered) set({word}); });
    const lists = Demos.element("div", {class: "map-lists"});
    const chips = Object.fromEntries(TIMES.map((time) => {
      const id = `map-list-${time}`;
      const group = Demos.element("div", {class: "map-chips", role: "group", "aria-labelledby": id});
      const made = Array.from({length: NEAREST}, () => Demos.button(group, "", (event) => set({word: words.indexOf(event.currentTarget.textContent)})));
      lists.append(Demos.element("div", {class: "map-list"}, Demos.element("div", {class: "demo-title", id}, text(time === "before" ? "list-before" : "list-after")), group));
      return [time, made];
    }));
    const legend = Demos.element("p", {class: "map-legend"}, text("legend"));
    stage.append(Demos.element("div", {class: "map-and-lists"}, Demos.element("div", {}, figure, legend), lists));
    const tell = Demos.readout(stage);

    function set(changed, kept = false) {
      if (!kept) said = "";
      Object.assign(settings, changed);
      update();
    }

    function update() {
      const {word, time} = settings;
      figure.classList.toggle("demo-covered", !answered);
      lists.classList.toggle("demo-covered", !answered);
      for (const one of [input, closer, ...Object.values(buttons)]) one.disabled = !answered;
      if (document.activeElement !== input) input.value = words[word];
      for (const one of TIMES) {
        buttons[one].setAttribute("aria-pressed", String(one === time));
        chips[one].forEach((chip, place) => { chip.textContent = words[data[one].nearest[word][place]]; });
      }
      plane.canvas.setAttribute("aria-label", text("map-is", {word: words[word], time: text(time === "before" ? "before" : "after")}));
      go(time === "after" ? 1 : 0);
      if (answered) tell(sentences().join(" "));
    }

    const ring = () => (answered > 1 ? nearestOnMap(data[settings.time].places, settings.word) : []);
    const paint = () => plane.draw({...settings, share, moving: moving !== null, ring: moving === null ? ring() : []});

    // To the other map: step by step, or at once for readers who want less motion.
    function go(to) {
      cancelAnimationFrame(moving);
      moving = null;
      const from = share;
      if (from === to || window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
        share = to;
        return paint();
      }
      const began = performance.now();
      const frame = (now) => {
        const done = Math.min(1, Math.max(0, (now - began) / MILLISECONDS));
        share = from + (to - from) * done * done * (3 - 2 * done);
        moving = done < 1 ? requestAnimationFrame(frame) : null;
        paint();
      };
      moving = requestAnimationFrame(frame);
    }

    function sentences() {
      const {word, time} = settings;
      const [before, after] = TIMES.map((one) => data[one].nearest[word]);
      const stay = before.filter((other) => after.includes(other)).length;
      const found = [said, text("nearest-said", {word: words[word], before: words[before[0]], after: words[after[0]], stay})];
      if (answered > 1) {
        const both = ring().filter((other) => data[time].nearest[word].includes(other)).length;
        found.push(text("map-said", {both, mean: Demos.number(data[time].shared, 1)}));
      }
      return found.filter(Boolean);
    }

    Demos.keepDrawn(stage, update);
    new MutationObserver(paint).observe(document.documentElement, {attributes: true, attributeFilter: ["data-theme"]});
  }

  Demos.define("word_map", {model, start});
})();
