window.addEventListener("DOMContentLoaded", () => {
  // Printed sentences wrap, so that a phone shows them whole; whatever was printed in columns keeps them and scrolls.
  for (const printed of document.querySelectorAll(".cell_output .stream pre")) {
    const columns = printed.textContent.split("\n").filter((line) => /\S {2,}\S|─|━/.test(line));
    if (columns.length < 2) printed.classList.add("flow");
  }
  // Numbers stand under the right end of their heading; a column of words, heading included, goes to the left.
  for (const table of document.querySelectorAll(".cell_output table.dataframe")) {
    const heads = [...table.tHead.rows].filter((row) => [...row.cells].every((cell) => cell.colSpan === 1));
    const rows = [...table.tBodies[0].rows];
    const width = Math.max(...rows.map((row) => row.querySelectorAll("td").length));
    for (let place = 1; place <= width; place += 1) {
      const column = rows.map((row) => row.cells[row.cells.length - place]);
      if (!column.some((cell) => /^[([]|[a-z]{2}/i.test(cell.textContent.replace("NaN", "")))) continue;
      for (const cell of [...column, ...heads.map((row) => row.cells[row.cells.length - place])]) {
        cell.classList.add("words");
      }
    }
  }
});

// docutils calls the bibliography a list, although its children are no list items: a screen reader would count none.
document.addEventListener("DOMContentLoaded", () => {
  for (const list of document.querySelectorAll('.citation-list[role="list"]')) list.removeAttribute("role");
});
