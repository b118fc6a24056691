// Brython translates in the browser; in node it needs some of a browser's names.
import {readFileSync, writeSync} from 'node:fs';
import {createRequire} from 'node:module';
import {runInThisContext} from 'node:vm';

const require = createRequire(import.meta.url);
Object.assign(globalThis, {
  self: globalThis,
  addEventListener() {},
  module: {exports: {}},
  location: {href: 'http://localhost/', origin: 'http://localhost', pathname: '/'},
});

function script(file) {
  runInThisContext(readFileSync(require.resolve(`brython/${file}`), 'utf-8'), file);
}

script('brython.min.js');
globalThis.document.dispatchEvent = () => true;
// print() hands its text, line ends included, to console.log; all else said there is Brython's own.
console.log = (...said) => {
  if (said.length === 1) writeSync(1, String(said[0]));
};

export function run(path) {
  const text = readFileSync(path, 'utf-8');
  // As a page would: the library is a script of its own.
  if (/^\s*(import|from)\s/m.test(text)) script('brython_stdlib.js');
  return globalThis.__BRYTHON__.runPythonSource(text, '__main__');
}

export function load(path) {
  const B = globalThis.__BRYTHON__;
  const bench = B.module_getattr(run(path), 'bench');
  return reps => B.pyobj2jsobj(B.$call(bench, reps));
}
