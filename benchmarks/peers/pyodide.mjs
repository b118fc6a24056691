// Pyodide is CPython in WebAssembly.
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {loadPyodide} from 'pyodide';

// A fresh interpreter takes seconds to start; its memory, kept in a file, a tenth of that.
const kept = process.env.PYODIDE_SNAPSHOT;
if (kept && !existsSync(kept)) {
  writeFileSync(kept, (await loadPyodide({_makeSnapshot: true})).makeMemorySnapshot());
}
const python = await loadPyodide(kept ? {_loadSnapshot: readFileSync(kept)} : {});

export const run = path => python.runPythonAsync(readFileSync(path, 'utf-8'));

export async function load(path) {
  await run(path);
  return python.globals.get('bench');
}
