// node compare.mjs KERNEL ADAPTER PROGRAM: KERNEL's hand-written module, then PROGRAM by a peer; both have
// bench(reps), which returns a checksum. The last line has the milliseconds a rep of both.
import {writeSync} from 'node:fs';
import {pathToFileURL} from 'node:url';
import {measure} from './harness.mjs';

const [kernel, adapter, program] = process.argv.slice(2);
// By hand first: the peer may change what JavaScript's own objects have.
const hand = measure((await import(pathToFileURL(kernel))).bench);
const peer = measure(await (await import(pathToFileURL(adapter))).load(program));
const same = hand.checksum === peer.checksum;
writeSync(1, `\n${JSON.stringify({hand: hand.ms, peer: peer.ms, same})}\n`);
process.exit(0);
