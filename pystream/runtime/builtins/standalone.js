// What a program that node runs needs around it: an uncaught exception is told as CPython tells it, after what was printed.
import {flush_stdout} from './print.js';
import {uncaught} from './report.js';

/** Take over node's report of uncaught exceptions. Nothing in a browser, which has its own. */
export function reporting() {
  globalThis.process?.on?.('uncaughtException', error => {
    flush_stdout();
    uncaught(error);
    process.exit();
  });
}
