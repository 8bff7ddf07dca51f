// What draw.mjs reads: how much the page still waits for, and what it could not honour.
export const drawing = { pending: 1, problems: [], lookForProblems };
window.drawing = drawing;

const SMALLEST = 9; // pixels

export function problem(where, what) {
  drawing.problems.push(`${where}: ${what}`);
}

function ownText(element) {
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  return texts.map((node) => node.textContent).join('').trim();
}

function placeOfText(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

// Where text that is too long ends in an ellipsis: before the padding.
function rightOfContent(element) {
  const { paddingRight, borderRightWidth } = getComputedStyle(element);
  const { right } = element.getBoundingClientRect();
  return right - parseFloat(paddingRight) - parseFloat(borderRightWidth);
}

function isCutOff(element, panel) {
  const { right } = placeOfText(element);
  for (let one = element; one !== panel; one = one.parentElement) {
    const { overflowX, textOverflow } = getComputedStyle(one);
    if (overflowX !== 'visible' && right > one.getBoundingClientRect().right + 1) return true;
    if (textOverflow === 'ellipsis' && right > rightOfContent(one) + 0.1) return true;
  }
  return false;
}

function canBeScrolledTo(element, panel) {
  for (let one = element; one !== panel; one = one.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(one).overflowY)) return true;
  }
  return false;
}

function isOutside(element, panel) {
  const [box, room] = [element.getBoundingClientRect(), panel.getBoundingClientRect()];
  if (box.left < room.left - 1 || box.right > room.right + 1) return true;
  if (canBeScrolledTo(element, panel)) return false;
  return box.top < room.top - 1 || box.bottom > room.bottom + 1;
}

function isTooSmall(element) {
  return parseFloat(getComputedStyle(element).fontSize) < SMALLEST;
}

// What somebody who looks at the drawn panel cannot read whole, or not without scrolling sideways.
function lookAtPanel(panel) {
  const problems = [];
  if (panel.textContent.includes('No data')) problems.push('does not tell why it is empty');
  for (const element of [...panel.querySelectorAll('*')].filter(ownText)) {
    if (isCutOff(element, panel)) problems.push(`cut off: ${ownText(element)}`);
    else if (isOutside(element, panel)) problems.push(`outside of its panel: ${ownText(element)}`);
    if (isTooSmall(element)) problems.push(`too small: ${ownText(element)}`);
  }
  for (const link of panel.querySelectorAll('a[href*="$"]')) {
    problems.push(`a link to ${link.getAttribute('href')}`);
  }
  const title = panel.querySelector('h2')?.textContent ?? panel.dataset.panel;
  return problems.map((one) => `${title}: ${one}`);
}

function lookForProblems() {
  return [...document.querySelectorAll('[data-panel]')].flatMap(lookAtPanel);
}
