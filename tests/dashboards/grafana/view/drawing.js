// What draw.mjs reads: how much the page still waits for, and what it could not honour.
export const drawing = { pending: 1, problems: [], lookForProblems };
window.drawing = drawing;

export function problem(where, what) {
  drawing.problems.push(`${where}: ${what}`);
}

// What is wrong with the page once it is drawn: titles that are cut off.
function lookForProblems() {
  const titles = [...document.querySelectorAll('[data-panel] h2')];
  return titles.filter((title) => title.scrollWidth > title.clientWidth).map((title) => `title cut off: ${title.textContent}`);
}
