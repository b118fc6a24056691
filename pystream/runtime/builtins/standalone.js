// What a program that node runs needs around it: an uncaught exception is told as CPython tells it, after what was printed.
import {flush_stdout} from './print.js';
import {set_frames, uncaught} from './report.js';

/** Take over node's report of uncaught exceptions. Nothing in a browser, which has its own. */
export function reporting() {
  globalThis.process?.on?.('uncaughtException', error => {
    flush_stdout();
    set_frames(pythonFrames);
    uncaught(error);
    process.exit();
  });
}

// The Python places in V8's stack, which has them under `node --enable-source-maps`; the names of functions were shortened.
function pythonFrames(error) {
  const frames = [];
  for (const line of String(error.stack).split('\n')) {
    const found = /^ +at .*?([^ (]+\.py):(\d+):\d+\)?$/.exec(line);
    if (found) frames.push([found[1].replace('file://', ''), found[2], '', '']);
  }
  return frames.reverse();
}
