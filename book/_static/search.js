// Search ranks the chapters above what surrounds them, and opens a page at the section that was meant.

const WORDS = /[^\p{Letter}\p{Number}_]+/u;
const wordsOf = (text) => text.replace(/<[^>]*>/g, "").toLowerCase().split(WORDS).filter((word) => word.length > 1);

// "gates" and "gate" are one word here: the shorter begins the longer.
const sameWord = (one, other) => one.startsWith(other) || (one.length > 3 && other.startsWith(one));

// --- the page of search ------------------------------------------------------------------------------------------------

function titlesOf(docname) {
  const file = Search._index.docnames.indexOf(docname);
  const found = [];
  for (const [title, places] of Object.entries(Search._index.alltitles)) {
    for (const [place, anchor] of places) if (place === file && anchor !== null) found.push([title, anchor]);
  }
  return found;
}

// How many of the query's words a heading holds.
function held(title, query) {
  const words = wordsOf(title);
  return query.filter((word) => words.some((other) => sameWord(other, word))).length;
}

// The section of a page whose heading holds most of the query's words; none where the page's title holds as many.
function sectionFor(docname, pageTitle, query) {
  let best = null;
  let most = held(pageTitle, query);
  for (const [title, anchor] of titlesOf(docname)) {
    if (held(title, query) > most) [best, most] = [[title, anchor], held(title, query)];
  }
  return best;
}

// Places in the book, first those that teach: a chapter, its exercises, the glossary, everything else.
function worth(docname) {
  if (docname.startsWith("chapters/exercises/")) return 40;
  if (docname.startsWith("chapters/")) return 60;
  if (docname.endsWith("/glossary")) return 10;
  return 0;
}

function score(result) {
  const [docname, title, anchor, , points] = result;
  const query = wordsOf(new URLSearchParams(window.location.search).get("q") || "");
  const section = anchor ? null : sectionFor(docname, title, query);
  if (section) {
    result[1] = `${title} > ${section[0]}`; // the form in which Sphinx names sections
    result[2] = `#${section[1]}`;
  }
  return points + worth(docname) + 10 * held(result[1], query);
}

// What is quoted of a page is its text: neither its contents list nor the box of objectives.
function textOf(page, anchor) {
  const parsed = new DOMParser().parseFromString(page, "text/html");
  const article = (anchor && parsed.querySelector(`[role="main"] ${anchor}`)) || parsed.querySelector("article");
  for (const other of article.querySelectorAll(".headerlink, script, style, .chapter-header, .chapter-links")) other.remove();
  return article.textContent;
}

if (typeof Search !== "undefined") {
  Scorer.score = score;
  Search.htmlToText = textOf;
}

// --- the page that was found -------------------------------------------------------------------------------------------

// Sphinx marks the words that were searched for. Where the address names no section: the one with most of them.
function openAtSection() {
  const sections = new Map();
  for (const mark of document.querySelectorAll("article span.highlighted")) {
    const section = mark.closest("section");
    if (!section) continue;
    const known = sections.get(section) || { words: new Set(), marks: 0 };
    known.words.add(mark.textContent.toLowerCase());
    known.marks += 1;
    sections.set(section, known);
  }
  const value = ([, known]) => known.words.size * 1000 + known.marks;
  const best = [...sections].sort((one, other) => value(other) - value(one))[0];
  if (best && best[0].parentElement.closest("section")) best[0].scrollIntoView(); // not where it is the whole page
}

document.addEventListener("DOMContentLoaded", () => {
  if (!window.location.hash && document.querySelector("article span.highlighted")) openAtSection();
});
