// Printed sentences wrap, so that a phone shows them whole; whatever was printed in columns keeps them and scrolls.
window.addEventListener("DOMContentLoaded", () => {
  for (const printed of document.querySelectorAll(".cell_output .stream pre")) {
    const columns = printed.textContent.split("\n").filter((line) => /\S {2,}\S|─|━/.test(line));
    if (columns.length < 2) printed.classList.add("flow");
  }
});
