// What the theme's controls leave out: names for those who do not see them, and open folds on paper.
document.addEventListener("DOMContentLoaded", () => {
  // A button that opens a hint or a solution is named after what it opens.
  for (const button of document.querySelectorAll(".admonition-title button.toggle-button")) {
    button.setAttribute("aria-label", button.parentElement.textContent.trim());
  }
  // In the list of chapters each arrow unfolds what belongs to the chapter beside it.
  for (const summary of document.querySelectorAll(".bd-docs-nav li > details > summary")) {
    const chapter = summary.parentElement.parentElement.querySelector("a");
    summary.setAttribute("aria-label", `Pages of: ${chapter.textContent.trim()}`);
  }
  for (const button of document.querySelectorAll("button.copybtn")) button.setAttribute("aria-label", "Copy");

  reachByKeys();
  comfort();
});

// Outputs, tables and formulas that scroll sideways can be reached with the keyboard.
function reachByKeys() {
  for (const box of document.querySelectorAll(".cell_output pre, .output.text_html, .pst-scrollable-table-container")) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
  }
}

// Reading comfort: size of the text and wrapped code are kept for all pages, presenting only until this page is left.
function comfort() {
  const {dataset} = document.documentElement;
  const box = document.querySelector("details.comfort");
  if (!box) return;
  const find = (name) => document.querySelector(`.comfort-${name}`);
  const PERCENT = {"-1": 87.5, 0: 100, 1: 112.5, 2: 125, 3: 150, 4: 175};
  const summary = box.querySelector("summary");

  // What stands at the top of the window stays there, however much grows above it.
  function keepPlace(change) {
    const inside = (node) => node.closest(".bd-article > *, .bd-article section > *");
    const seen = document.elementFromPoint(innerWidth / 2, Math.min(innerHeight / 3, 160));
    const anchor = scrollY > 0 && seen && inside(seen) ? seen : null;
    const before = anchor && anchor.getBoundingClientRect().top;
    change();
    if (anchor) scrollBy({top: anchor.getBoundingClientRect().top - before, behavior: "instant"});
    reachByKeys();
    window.dispatchEvent(new Event("resize"));  // formulas and demos measure again
  }

  function keep(name, value) {
    dataset[name] = value;
    localStorage.setItem(`book-${name}`, value);
  }

  const now = () => (dataset.size in PERCENT ? Number(dataset.size) : 0);

  function show() {
    const size = now();
    const line = find("size");
    line.textContent = line.dataset.text.replace("{percent}", PERCENT[size]);
    find("smaller").setAttribute("aria-disabled", size <= -1);
    find("larger").setAttribute("aria-disabled", size >= 4);
    find("wrap").setAttribute("aria-pressed", dataset.wrap === "on");
  }

  function resize(to) {
    keepPlace(() => keep("size", String(Math.min(4, Math.max(-1, to)))));
    show();
  }

  function present(on) {
    if (on === "present" in dataset) return;
    keepPlace(() => {
      if (on) dataset.present = "";
      else delete dataset.present;
    });
    box.open = false;
    (on ? find("leave") : summary).focus({preventScroll: true});
  }

  find("smaller").addEventListener("click", () => resize(now() - 1));
  find("usual").addEventListener("click", () => resize(0));
  find("larger").addEventListener("click", () => resize(now() + 1));
  find("present").addEventListener("click", () => present(true));
  find("leave").addEventListener("click", () => present(false));
  find("wrap").addEventListener("click", () => {
    keepPlace(() => keep("wrap", dataset.wrap === "on" ? "off" : "on"));
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "F2" && !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      present(!("present" in dataset));
    }
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    if (box.open) {
      box.open = false;
      summary.focus();
    } else present(false);
  });
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) box.open = false; });
  show();
}

// On paper nothing can be unfolded: everything is, and what was closed is closed again afterwards.
let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll(".bd-article details:not([open])")];
  for (const fold of unfolded) fold.open = true;
});
window.addEventListener("afterprint", () => {
  for (const fold of unfolded) fold.open = false;
  unfolded = [];
});
