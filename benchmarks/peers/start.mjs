// node start.mjs ADAPTER PROGRAM: the milliseconds until a program has run, by standard error.
// Scripts and WebAssembly come from the disk; node's own start is not in it.
import {writeSync} from 'node:fs';
import {pathToFileURL} from 'node:url';

const [adapter, program] = process.argv.slice(2);
const begin = performance.now();
await (await import(pathToFileURL(adapter))).run(program);
writeSync(2, `\nstarted in ${performance.now() - begin} ms\n`);
process.exit(0);
