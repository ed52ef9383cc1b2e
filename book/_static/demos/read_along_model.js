// Read along: text to words, the chapters' LSTM, and a bag of the same words. The weights are read_along_weights.js,
// which is loaded when the reader has answered; tests hold every number against the book's Python.
"use strict";

Demos.readAlong = (() => {
  const LAST = 250;    // words of a text that are read, as in training
  const UNITS = 32;
  const GATES = 4 * UNITS;
  const PLACES = [["i", 0], ["f", UNITS], ["o", 3 * UNITS]];  // where a gate begins, in Keras's order; the candidate lies between f and o
  const HALF = 512;    // what was added to the ten bits of a number
  const UNKNOWN = 1;   // ids; 0 stands for the empty place
  const FIRST = 2;     // id of the first word

  // --- words --------------------------------------------------------------------------------------------------------

  const MARKUP = /<\/?[a-zA-Z][^<>]*>/g;       // MARKUP and PUNCTUATION of chapters/utils.py
  const PUNCTUATION = /[!-/:-@[-`{-~]/g;
  const CAPITALS = /[A-Z]/g;                   // TensorFlow lower-cases no other
  const SPACE = /[ \t\n\v\f\r]+/;

  // The words of a text as TextVectorization finds them, all of them.
  function tokens(text) {
    const plain = text.replace(MARKUP, " ").replace(CAPITALS, (letter) => letter.toLowerCase()).replace(PUNCTUATION, "");
    return plain.split(SPACE).filter(Boolean);
  }

  // --- weights ------------------------------------------------------------------------------------------------------

  const bytes = (packed) => Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const floats = (packed) => new Float32Array(bytes(packed).buffer);
  const sigmoid = (z) => 1 / (1 + Math.exp(-z));

  // From the weights: idOf(word), read(ids, how), and bag(ids).
  function open(weights) {
    const number = new Map(weights.vocabulary.split(" ").map((word, place) => [word, place + FIRST]));
    const [kernel, recurrent, bias, dense, evidence] = ["kernel", "recurrent", "bias", "dense", "bag"].map((name) => floats(weights[name]));
    const scale = new Uint16Array(bytes(weights.scale).buffer);
    const [lower, upper] = [bytes(weights.lower), bytes(weights.upper)];
    const heard = new Map();  // what an id adds inside the gates, computed once for each id
    const idOf = (word) => number.get(word) || UNKNOWN;

    // A row of the table, from the lower eight bits of its numbers and their upper two, four to a byte.
    function vector(id) {
      return Float64Array.from({length: UNITS}, (_, unit) => {
        const place = id * UNITS + unit;
        const high = (upper[place >> 2] >> (2 * (place & 3))) & 3;
        return ((high << 8 | lower[place]) - HALF) * scale[id] * weights.unit;
      });
    }

    function inward(id) {
      if (!heard.has(id)) {
        const z = Float64Array.from(bias);
        vector(id).forEach((value, unit) => addRow(z, value, kernel, unit));
        heard.set(id, z);
      }
      return heard.get(id);
    }

    // z + value * row of a matrix, in place: the inner loop of all this.
    function addRow(z, value, matrix, row) {
      const first = row * GATES;
      for (let gate = 0; gate < GATES; gate += 1) z[gate] += value * matrix[first + gate];
    }

    function score(h) {
      let sum = weights.shift;
      for (let unit = 0; unit < UNITS; unit += 1) sum += h[unit] * dense[unit];
      return sum;
    }

    // What the LSTM has made of the text after each word. score[0], before the first word, has no word; the gates and c
    // have one row for each word. mask: pass over zeros. held: all gates at their means. keep: also gates and c.
    function read(ids, {mask = true, held = false, keep = false} = {}) {
      const h = new Float64Array(UNITS);
      const c = new Float64Array(UNITS);
      const z = new Float64Array(GATES);
      const found = {score: [score(h)], i: [], f: [], o: [], c: []};
      for (const id of ids) {
        if (id !== 0 || !mask) {
          z.set(inward(id));
          for (let unit = 0; unit < UNITS; unit += 1) addRow(z, h[unit], recurrent, unit);
          for (const [name, first] of PLACES) {
            if (held) z.set(weights.gates[name], first);
            else for (let gate = first; gate < first + UNITS; gate += 1) z[gate] = sigmoid(z[gate]);
          }
          for (let unit = 0; unit < UNITS; unit += 1) {
            c[unit] = z[UNITS + unit] * c[unit] + z[unit] * Math.tanh(z[2 * UNITS + unit]);
            h[unit] = z[3 * UNITS + unit] * Math.tanh(c[unit]);
          }
          if (keep) PLACES.forEach(([name, first]) => found[name].push(z.slice(first, first + UNITS)));
        }
        if (keep) found.c.push(c.slice());
        found.score.push(score(h));
      }
      found.probability = found.score.map(sigmoid);
      return found;
    }

    // The score of the bag of words: above 0 means positive. The unknown word and zeros do not count.
    function bag(ids) {
      return [...new Set(ids)].reduce((sum, id) => (id > UNKNOWN ? sum + evidence[id] : sum), weights.constant);
    }

    return {idOf, read, bag, vector, known: number};
  }

  // Places 0 to count - 1 in a random order.
  function order(count, seed) {
    const next = Demos.random(seed);
    const places = Array.from({length: count}, (_, place) => place);
    for (let last = count - 1; last > 0; last -= 1) {
      const other = Math.floor(next() * (last + 1));
      [places[last], places[other]] = [places[other], places[last]];
    }
    return places;
  }

  return {LAST, UNKNOWN, tokens, open, order};
})();
