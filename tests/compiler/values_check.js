// Run by test_transcrypt.py beside the compiled values_sample.py; exits with an assertion's text when one fails.

import assert from 'node:assert/strict';
import * as app from './client_src.app.js';
import {errorText, fromWire, invoke, makeError, mapItems, toWire} from './pystream.values.js';

assert.deepEqual(toWire(app.every_kind()), [
  null, true, 1, 1.5, 'x', [1], [1, 'b'], [1], {k: {n: null}}, {name: 'here', inner: {a: [1, 2]}},
]);
assert.equal(toWire(new Date(0)), '1970-01-01T00:00:00.000Z');
assert.equal(toWire(new Uint8Array([1, 2])), 'AQI=');

const types = new Map([
  ['m.Point', ['dataclass', [['t', ['tuple', 'int', 'str']], ['name', 'str']]]],
  ['m.Color', ['enum', [['RED', 1]]]],
]);
const point = fromWire({t: [1, 'x'], name: 'n'}, ['ref', 'm.Point'], types);
assert.deepEqual([point.t.length, point.py_name], [2, 'n']);
assert.deepEqual(toWire(point), {t: [1, 'x'], name: 'n'});
assert.equal(fromWire(1, ['ref', 'm.Color'], types), 1);
assert.equal(fromWire(null, ['union', 'str', 'none'], types), null);
assert.equal(fromWire({t: [1, 'x'], name: 'n'}, ['union', 'none', ['ref', 'm.Point']], types).py_name, 'n');
assert.equal(fromWire('1970-01-01T00:00:00Z', 'datetime', types).getTime(), 0);
const row = ['tuple', 'int', 'str'];
types.set('m.Row', ['dataclass', [['d', ['dict', 'str', ['union', row, ['set', 'int'], 'none']]]]]);
const {d} = fromWire({d: {t: [1, 'x'], n: null}}, ['ref', 'm.Row'], types);
d.s = fromWire([1, 2], ['set', 'int'], types);
assert.ok(app.is_python(d));
assert.deepEqual(mapItems(fromWire({a: 1}, 'any', types)), [['a', 1]]);

assert.equal(app.caught(makeError(app.TooLong, ['too long'])), 'too long');
assert.equal(errorText(makeError(app.TooLong, ['too long'])), 'too long');
assert.equal(errorText(new Error('native')), 'native');
assert.equal(invoke(value => value, [5, 6]), 5);
