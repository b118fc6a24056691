// Stacks as the three engines write them, read by a table of places.
import assert from 'node:assert/strict';
import test from 'node:test';

import {frameAt, placeRows, placesIn, pythonFrames, stackLines} from '../../pystream/runtime/builtins/places.js';

const URL = 'https://chat.example/assets/app-12ab.js';
// Line 0: from column 10 on <module>, line 1 of app.py; line 2: f, line 7, from 4 to 30; then g of room.py, line 2.
const TABLE = {
  files: ['client_src/app.py', 'client_src/room.py'],
  codes: [0, '<module>', 0, 'f', 1, 'g'],
  rows: 'AUCCEIMCA0BAFAeLG',
  lines: ['go()\n\n\n\n\n\nraise ValueError("no")', '\nf()'],
};
const ROWS = placeRows(TABLE.rows);
const FRAMES = [
  ['client_src/app.py', 1, '<module>', 'go()'],
  ['client_src/room.py', 2, 'g', 'f()'],
  ['client_src/app.py', 7, 'f', 'raise ValueError("no")'],
];
const STACKS = {
  V8: `Error: no (at all)
    at new S (${URL}:3:40)
    at A (${URL}:3:20)
    at Array.forEach (<anonymous>)
    at async e.t [as go] (${URL}:3:61)
    at https://other.example/a.js:1:11
    at ${URL}:1:15`,
  Firefox: `A@${URL}:3:20
forEach@[native code]
e/t<@${URL}:3:61
async*n@https://other.example/a.js:1:11
@${URL}:1:15
`,
  Safari: `A@${URL}:3:20
forEach@[native code]
${URL}:3:61
module code@${URL}:1:15`,
};

test('rows are decoded', () => {
  assert.deepEqual(ROWS, [[0, 10, 1, 1], [2, 4, 7, 2], [2, 30, 7, 0], [2, 45, 2, 3]]);
});

placesIn(URL, () => ({...TABLE}));

for (const [engine, stack] of Object.entries(STACKS)) {
  test(`a stack of ${engine}`, () => {
    assert.deepEqual(pythonFrames(stackLines(stack)), FRAMES);
  });
}

test('a place before the first row, and one in no Python function', () => {
  assert.equal(frameAt(TABLE, ROWS, 0, 3), undefined);
  assert.equal(frameAt(TABLE, ROWS, 2, 33), undefined);
});
