// Skulpt translates in the browser.
import {readFileSync, writeSync} from 'node:fs';
import {createRequire} from 'node:module';
import {runInThisContext} from 'node:vm';

const require = createRequire(import.meta.url);
for (const file of ['skulpt.min.js', 'skulpt-stdlib.js']) {
  runInThisContext(readFileSync(require.resolve(`skulpt/dist/${file}`), 'utf-8'), file);
}
const {Sk} = globalThis;
Sk.configure({
  output: text => writeSync(1, text),
  __future__: Sk.python3,
  execLimit: null,
  read: name => {
    const file = Sk.builtinFiles.files[name];
    if (file === undefined) throw new Error(`no file ${name}`);
    return file;
  },
});

export const run = path =>
  Sk.misceval.asyncToPromise(() =>
    Sk.importMainWithBody('__main__', false, readFileSync(path, 'utf-8'), true)
  );

export async function load(path) {
  const bench = (await run(path)).tp$getattr(new Sk.builtin.str('bench'));
  return reps => Sk.ffi.remapToJs(Sk.misceval.callsimArray(bench, [new Sk.builtin.int_(reps)]));
}
