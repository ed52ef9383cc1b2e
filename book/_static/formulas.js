// MathJax costs a phone a second or two, and most pages begin without a formula: it is loaded when the first one comes within a
// screen of the window, before printing, or when everything else has long been there.
(() => {
  const source = new URL("mathjax/startup.js", document.currentScript.src);
  const formulas = document.querySelectorAll(".bd-article .math");
  if (!formulas.length) return;

  const near = new IntersectionObserver(
    (seen) => seen.some((formula) => formula.isIntersecting) && load(),
    { rootMargin: "100% 0px" },
  );
  let asked = false;
  function load() {
    if (asked) return;
    asked = true;
    near.disconnect();
    const script = document.createElement("script");
    script.src = source;
    document.head.append(script);
  }
  for (const formula of formulas) near.observe(formula);
  window.addEventListener("load", () => setTimeout(load, window.formulasAfter ?? 4000)); // tests do not wait
  window.addEventListener("beforeprint", load);
})();

// A formula wider than the page scrolls inside its own box: the keyboard has to reach that box as well.
// Formulas are typeset when they come near the window, so each is measured when it appears, and all of them when the window changes.
document.addEventListener("DOMContentLoaded", () => {
  const article = document.querySelector(".bd-article");
  if (!article) return;

  function measure(formula) {
    if (!formula.hasAttribute("display")) {
      formula.classList.remove("wide");
      const line = formula.closest("td, th") ? null : formula.closest("p, li, dd, figcaption"); // tables scroll whole
      if (line && formula.getBoundingClientRect().width > line.clientWidth) formula.classList.add("wide");
    }
    if (formula.matches('[display="true"], .wide') && formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }

  const waiting = new Set();
  function measureLater(formulas) {
    if (!waiting.size) {
      requestAnimationFrame(() => {
        for (const formula of waiting) measure(formula);
        waiting.clear();
      });
    }
    for (const formula of formulas) waiting.add(formula);
  }

  new MutationObserver((changes) => {
    const places = changes.map((change) => change.target);
    const added = changes.flatMap((change) => [...change.addedNodes]);
    const formulas = [...places, ...added].map((node) => node.closest?.("mjx-container")).filter(Boolean);
    if (formulas.length) measureLater(formulas);
  }).observe(article, { childList: true, subtree: true });
  window.addEventListener("resize", () => measureLater(article.querySelectorAll("mjx-container")));
});
