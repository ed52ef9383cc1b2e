// A formula wider than the page scrolls inside its own box: the keyboard has to reach that box as well.
window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(() => {
  const reach = () => {
    for (const formula of document.querySelectorAll('mjx-container[display="true"]')) {
      if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
      else formula.removeAttribute("tabindex");
    }
  };
  reach();
  window.addEventListener("resize", reach);
}));
