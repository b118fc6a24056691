// The browser's half of vectors.json: it decodes what servers send and encodes what browsers send.

import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import * as wire from '../../pystream/runtime/wire.js';

const vectors = JSON.parse(readFileSync(new URL('./vectors.json', import.meta.url), 'utf8'));
assert.ok(vectors.length > 40);

for (const {title, from, text, frame, frames = [frame], error, strict, canonical = true} of vectors) {
  if (from === 'server' && frames[0]) {
    test(`decodes: ${title}`, () => assert.deepEqual(wire.decode(text), canonical === false ? JSON.parse(`[${text}]`) : frames.map(Object.values)));
  }
  if (from === 'browser' && !frame && frames[0]) {
    const encoded = frames.map(({kind, ...fields}) => wire[kind](...Object.values(fields)));
    test(`encodes: ${title}`, () => assert.equal(wire.join(encoded), text));
  }
  // A browser trusts its server with the fields of a frame, and passes over kinds that it does not know.
  if (from === 'server' && error && !strict) {
    test(`refuses: ${title}`, () => assert.throws(() => wire.decode(text), {code: error}));
  }
  if (from === 'browser' && frame && canonical) {
    const {kind, ...fields} = frame;
    test(`encodes: ${title}`, () => assert.equal(wire[kind](...Object.values(fields)), text));
  }
}

test('half a surrogate pair is sent as U+FFFD, and a backslash as itself', () => {
  const [, , , args] = JSON.parse(wire.call(1, 'chat.say', ['a\ud83d', '\\ud83d', '😀', null, 4], {}));
  assert.deepEqual(args, ['a\ufffd', '\\ud83d', '😀', null, 4]);
});
