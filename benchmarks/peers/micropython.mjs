// MicroPython in WebAssembly.
import {readFileSync} from 'node:fs';
import {loadMicroPython} from '@micropython/micropython-webassembly-pyscript/micropython.mjs';

const python = await loadMicroPython({linebuffer: true, heapsize: 64 * 1024 * 1024});

export const run = path => python.runPythonAsync(readFileSync(path, 'utf-8'));

export async function load(path) {
  await run(path);
  return python.globals.get('bench');
}
