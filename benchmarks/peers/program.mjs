// node program.mjs ADAPTER PROGRAM: run one Python program by a peer.
import {pathToFileURL} from 'node:url';

const [adapter, program] = process.argv.slice(2);
await (await import(pathToFileURL(adapter))).run(program);
