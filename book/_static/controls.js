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

  // Outputs, tables and formulas that scroll sideways can be reached with the keyboard.
  for (const box of document.querySelectorAll(".cell_output pre, .output.text_html, .pst-scrollable-table-container")) {
    if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0;
  }
});

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
