// Calls: each settles exactly once, and is sent at most once.

import {errorOf, types} from './contract.js';
import {fromWire, toWire} from './values.js';
import * as wire from './wire.js';

const MAX_WAITING = 1000;
// Below the server's default limit of 256: a call that timed out may still be ending there.
const MAX_IN_FLIGHT = 128;

// `line` is a connection: state, send(text).
export function createCalls(line, env = globalThis) {
  const waiting = new Map(); // id -> call, in the order they were made
  const sent = new Map();
  const calls = {timeout_ms: 10000, call, settle, flush, lose, cancelAll};
  let lastId = 0;

  function call(name, args, named, returns) {
    return new Promise((resolve, reject) => {
      if (line.state === 'closed') throw errorOf('Cancelled', `${name}: not sent, the connection is closed`);
      if (waiting.size >= MAX_WAITING) {
        throw errorOf('Cancelled', `${name}: not sent, ${MAX_WAITING} calls are waiting already`);
      }
      const id = ++lastId;
      const byName = Object.fromEntries(named.map(([key, value]) => [key, toWire(value)]));
      const text = wire.call(id, name, args.map(toWire), byName);
      const timer = env.setTimeout(() => expire(id), calls.timeout_ms);
      waiting.set(id, {name, text, returns, resolve, reject, timer});
      flush();
    });
  }

  // Send what waits, as far as the line and the server take it.
  function flush() {
    for (const [id, entry] of waiting) {
      if (line.state !== 'connected' || sent.size >= MAX_IN_FLIGHT) return;
      waiting.delete(id);
      sent.set(id, entry);
      line.send(entry.text);
    }
  }

  function take(from, id) {
    const entry = from.get(id);
    if (entry) env.clearTimeout(entry.timer);
    from.delete(id);
    return entry;
  }

  // A Reply or Fail. One whose call was given up is for nobody.
  function settle(frame) {
    const entry = take(sent, frame.id);
    if (!entry) return;
    try {
      if (frame.kind === 'fail') throw errorOf(frame.error, ...frame.args);
      entry.resolve(fromWire(frame.value, entry.returns, types));
    } catch (error) {
      entry.reject(error);
    }
    flush();
  }

  function expire(id) {
    const unsent = take(waiting, id);
    const entry = unsent ?? take(sent, id);
    const what = unsent ? 'not sent, no line' : 'no answer';
    entry.reject(errorOf('Timeout', `${entry.name}: ${what} within ${calls.timeout_ms / 1000} s`));
    if (unsent) return;
    line.send(wire.cancel(id)); // what was sent and still waits has its line: a lost one fails them all
    flush();
  }

  function lose() {
    fail(sent, 'ConnectionLost', 'the line broke after the call was sent; nobody knows whether it ran');
  }

  function cancelAll(why) {
    fail(sent, 'Cancelled', why);
    fail(waiting, 'Cancelled', why);
  }

  function fail(from, error, why) {
    for (const id of [...from.keys()]) {
      const entry = take(from, id);
      entry.reject(errorOf(error, `${entry.name}: ${why}`));
    }
  }

  return calls;
}
