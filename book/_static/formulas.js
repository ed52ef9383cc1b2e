// A formula wider than the page scrolls inside its own box: the keyboard has to reach that box as well.
window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(() => {
  const reach = () => {
    for (const formula of document.querySelectorAll(".bd-article mjx-container")) {
      if (!formula.hasAttribute("display")) {
        formula.classList.remove("wide");
        const line = formula.closest("p, li, dd, figcaption");
        if (line && formula.getBoundingClientRect().width > line.clientWidth) formula.classList.add("wide");
      }
      if (formula.matches('[display="true"], .wide') && formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    }
  };
  reach();
  window.addEventListener("resize", reach);
}));
