// Lines of source with a mark under the place that is meant.

import {h} from './elements.js';

const KEYWORDS = new Set(('and as assert async await break class continue def del elif else except False finally for from global if import in is '
  + 'lambda None nonlocal not or pass raise return True try while with yield match case').split(' '));
const TOKENS = /(#.*)|((?:\b[rbfuRBFU]{1,2})?(?:"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?))|(\b\d[\w.]*)|([A-Za-z_]\w*)/g;
const KINDS = ['', 'comment', 'text', 'number', 'word'];

/**
 * lines: [[number, text], ...]; line, col, end: what is meant, columns from 1, the end exclusive; col 0: the whole line.
 */
export function codeBlock(lines, line, col = 0, end = 0) {
  const rows = lines.map(([number, text]) => h(`div.line${number === line ? '.meant' : ''}`, {},
    h('span.number', {}, String(number)), h('span.source', {}, ...coloured(text), number === line && marks(text, col, end))));
  return h('div.code', {tabindex: 0, role: 'group', 'aria-label': 'source code'}, ...rows);
}

// The mark is text in the same font, so it stands where it should at any width.
function marks(text, col, end) {
  const first = col || text.length - text.trimStart().length + 1;
  const last = Math.max(end || (col ? wordEnd(text, col) : text.trimEnd().length + 1), first + 1);
  const before = text.slice(0, first - 1).replace(/[^\t]/g, ' ').padEnd(first - 1);
  return h('span.caret', {}, before, h('b', {}, '^'.repeat(last - first)));
}

function wordEnd(text, col) {
  const word = /^[\w.]+/.exec(text.slice(col - 1))?.[0] ?? ' ';
  return KEYWORDS.has(word) ? text.replace(/\s*(#[^'"]*)?$/, '').length + 1 : col + word.length;
}

function coloured(text) {
  const parts = [];
  let done = 0;
  for (const found of text.matchAll(TOKENS)) {
    const kind = KINDS[found.slice(1).findIndex(part => part !== undefined) + 1];
    if (kind === 'word' && !KEYWORDS.has(found[0])) continue;
    parts.push(text.slice(done, found.index), h(`i.${kind}`, {}, found[0]));
    done = found.index + found[0].length;
  }
  parts.push(text.slice(done), '\n');
  return parts;
}
