// Places of the app's script as places in Python, by its source map.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const maps = new Map(); // by URL, promises

/** The map of a script; null if it has none. */
export function mapOf(script) {
  if (!maps.has(script)) maps.set(script, fetched(script).catch(() => null));
  return maps.get(script);
}

async function fetched(script) {
  const answer = await fetch(`${script}.map`);
  if (!answer.ok) return null;
  const map = await answer.json();
  const texts = new Map(map.sources.map((source, at) => [source, map.sourcesContent[at].split('\n')]));
  return {map, texts, lines: map.mappings.split(';'), segments: null, functions: functionsOf(map.x_pystream)};
}

/** Lines of a source, from 1, around one: [[number, text], ...]; empty if there is no such source. */
export function around(lines, line, more = 2) {
  if (!lines) return [];
  const first = Math.max(1, line - more);
  return lines.slice(first - 1, line + more).map((text, at) => [first + at, text]);
}

/** Column from 1, in Python's line, of a place of the script; 0 if the map tells none. */
export function columnOf(read, [line, column], file, python) {
  read.segments ??= decode(read.map);
  let found = 0;
  for (const segment of read.segments[line] ?? []) {
    if (segment.column > column) break;
    if (segment.source === file && segment.line === python - 1) found = segment.from + 1;
  }
  return found;
}

function decode({mappings, sources}) {
  let source = 0;
  let line = 0;
  let from = 0;
  return mappings.split(';').map(text => {
    let column = 0;
    return text ? text.split(',').map(part => {
      const [right, other = 0, down = 0, aside = 0] = numbers(part);
      column += right;
      source += other;
      line += down;
      from += aside;
      return {column, source: sources[source], line, from};
    }) : [];
  });
}

function numbers(text) {
  const found = [];
  let value = 0;
  let shift = 0;
  for (const char of text) {
    const digit = DIGITS.indexOf(char);
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit < 32) {
      found.push(value & 1 ? -(value >> 1) : value >> 1);
      value = shift = 0;
    }
  }
  return found;
}

// The table of compiler/places.py: [line, column, Python's line, function], in order.
function functionsOf(table) {
  if (!table) return null;
  const all = numbers(table.rows);
  const rows = [];
  let [line, column, python, code] = [0, 0, 0, 0];
  for (let at = 0; at < all.length; at += 4) {
    line += all[at];
    column = all[at + 1] + (all[at] ? 0 : column);
    python += all[at + 2];
    code += all[at + 3];
    rows.push([line, column, python, code]);
  }
  return {...table, rows};
}

/** Python's frames of a stack that JavaScript noted, innermost first: {path, line, function}. */
export async function framesOf(stack) {
  const frames = [];
  for (const text of stack.split('\n')) {
    const found = /([^\s(@]+\.js)(?:\?\d+)?:(\d+):(\d+)\)?$/.exec(text);
    if (!found || !new URL(found[1], location).pathname.startsWith('/assets/')) continue;
    const read = await mapOf(found[1]);
    const frame = read?.functions && frameAt(read.functions, found[2] - 1, found[3] - 1);
    if (frame) frames.push(frame);
  }
  return frames;
}

function frameAt({files, codes, rows}, line, column) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [at, from] = rows[middle];
    if (at < line || (at === line && from <= column)) low = middle + 1;
    else high = middle;
  }
  const row = rows[low - 1];
  if (!row?.[3]) return undefined;
  return {path: files[codes[row[3] * 2 - 2]], line: row[2], function: codes[row[3] * 2 - 1]};
}
