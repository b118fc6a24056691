// The answers of runtime/lib are CPython's. LIB_MODULES chooses modules, LIB_SHOW how many differences are shown.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Evaluator, cases, load} from './load.mjs';

const chosen = (process.env.LIB_MODULES ?? 'math json re random datetime base64').split(' ');
const modules = await load('math', 'json', 're', 'random', 'time', 'datetime', 'base64', 'uuid');
const evaluator = new Evaluator(modules);

// The last digit of a transcendental function may differ from the C library's by one unit.
const LOOSE = /\b(?:math|random)\./;
function close(source, a, b) {
  const float = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;
  if (a.replace(float, '#') !== b.replace(float, '#')) return false;
  const x = a.match(float) ?? [];
  const y = b.match(float) ?? [];
  return x.every((v, i) => v === y[i] || /[.e]/.test(v) && Math.abs(v - y[i]) <= Math.abs(y[i]) * (/lgamma|variate/.test(source) ? 4e-14 : 4e-15));
}
for (const module of chosen) {
  test(`${module} answers as CPython's`, () => {
    const wrong = [];
    const rows = cases(module);
    for (const [source, tree, expected] of rows) {
      const got = evaluator.text(tree);
      if (got !== expected && !(LOOSE.test(source) && close(source, got, expected))) wrong.push(`${source}\n    ${got}\n    ${expected}`);
    }
    const shown = wrong.slice(0, Number(process.env.LIB_SHOW ?? 20)).join('\n');
    assert.equal(wrong.length, 0, `${wrong.length} of ${rows.length} differ:\n${shown}`);
  });
}
