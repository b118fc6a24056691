// Calls and streams: each settles exactly once, and runs at most once unless it may run twice.
//
//   queued  the line takes it             -> sent, under an id greater than any before
//   sent    its answer comes              -> settled
//   sent    the line breaks, and the server has not taken it; or the server stops in order   -> queued
//   sent    nobody knows whether it ran   -> queued if it may run twice, else ConnectionLost
//   either  its time is over, its caller gives up, the page is left                            -> settled

import {errorOf, types} from './contract.js';
import {fromWire, toWire} from './values.js';
import * as wire from './wire.js';

const MAX_QUEUED = 1000;
// Below the server's default limit of 256: a call that timed out may still be ending there.
const MAX_SENT = 128;
const UNKNOWN = -1; // a welcome's `taken` when nobody knows

const bytes = text => new TextEncoder().encode(text).length;

export const IDEMPOTENT = 1;
export const VOLATILE = 2;

// `line` is a connection: state, send(text).
export function createCalls(line, env = globalThis) {
  const queued = new Set(); // in the order they were made
  const sent = new Map(); // id -> entry, in the order of their ids
  const outdated = new Set();
  const calls = {timeout_ms: 10000, limit_bytes: Infinity, call, stream, take, waiting, welcome, down, drained, flush, cancelAll};
  let lastId = 0;

  function enter(entry) {
    const {name, flags} = entry;
    const refuse = (error, why) => {
      throw errorOf(error, `${name}: ${why}`);
    };
    if (outdated.has(name)) refuse('Outdated', 'it has changed on the server; reload the page');
    if (line.state === 'closed') refuse('Cancelled', 'not sent, the connection is closed');
    if (flags & VOLATILE && line.state !== 'connected') refuse('ConnectionLost', 'not sent, there is no line');
    if (queued.size >= MAX_QUEUED) refuse('Cancelled', `not sent, ${MAX_QUEUED} calls are waiting already`);
    queued.add(entry);
    flush();
  }

  function call(name, args, named, returns, flags = 0, timeout_ms = 0) {
    let entry;
    const promise = new Promise((resolve, reject) => {
      const ms = timeout_ms || calls.timeout_ms;
      entry = {name, text: rest(name, args, named), returns, flags, items: 0, resolve, reject};
      enter(entry);
      entry.timer = env.setTimeout(() => expire(entry, ms), ms);
    });
    // A Task that is cancelled tells what it waits for.
    promise.cancel = () => giveUp(entry);
    return promise;
  }

  // A stream's async iterable; it is begun when it is first asked. `after` is the keyword that begins it after a cursor.
  function stream(name, args, named, returns, after) {
    return {[Symbol.asyncIterator]: () => iterate(name, args, named, returns, after)};
  }

  function iterate(name, args, named, returns, after) {
    const ready = []; // items that nobody has asked for yet
    const asking = []; // who waits for an item
    let end = null; // {error?} once it is over
    let used = 0;
    let cursor = null;
    const entry = {
      name, flags: 0, items: 0, timer: undefined,
      item(frame) {
        cursor = frame.cursor;
        ready.push(fromWire(frame.value, returns, types));
        serve();
      },
      // After its worker died: from the cursor on, if there is one.
      again() {
        if (!after || (cursor === null && entry.items)) return false;
        if (cursor !== null) entry.text = rest(name, args, [...named.filter(([key]) => key !== after), [after, cursor]]);
        entry.items = used = 0;
        return true;
      },
      used: () => used,
      resolve: () => finish({}),
      reject: error => finish({error}),
    };
    function finish(how) {
      end ??= how;
      serve();
    }
    function serve() {
      while (asking.length && (ready.length || end)) {
        const {resolve, reject} = asking.shift();
        if (ready.length) {
          resolve({value: ready.shift(), done: false});
          used++;
          // Not for each: half of what may be under way is news enough.
          if (entry.id && used % 16 === 0 && line.state === 'connected') line.send(wire.more(entry.id, used));
        } else if (end.error) {
          reject(end.error);
          end = {};
        } else {
          resolve({value: undefined, done: true});
        }
      }
    }
    return {
      next: () => new Promise((resolve, reject) => {
        if (!entry.text) {
          entry.text = rest(name, args, named);
          enter(entry);
        }
        asking.push({resolve, reject});
        serve();
      }),
      return() {
        ready.length = 0;
        finish({});
        giveUp(entry);
        return Promise.resolve({value: undefined, done: true});
      },
    };
  }

  // The frame without its kind and id, which come when it is sent. What cannot travel throws here.
  function rest(name, args, named) {
    const byName = Object.fromEntries(named.map(([key, value]) => [key, toWire(value)]));
    return wire.call(0, name, args.map(toWire), byName).slice('["call",0'.length);
  }

  // Send what is queued, as far as the line and the server take it.
  function flush() {
    for (const entry of queued) {
      if (line.state !== 'connected' || sent.size >= MAX_SENT) return;
      queued.delete(entry);
      // The server would close the line over it, and again each time it is sent.
      if (entry.text.length * 3 > calls.limit_bytes && bytes(entry.text) + 32 > calls.limit_bytes) {
        fail(entry, 'Invalid', `its arguments are too large; a message may have ${calls.limit_bytes} bytes`);
        continue;
      }
      entry.id = ++lastId;
      sent.set(entry.id, entry);
      line.send(`["call",${entry.id}${entry.text}`);
    }
  }

  function leave(entry) {
    env.clearTimeout(entry.timer);
    queued.delete(entry);
    return sent.delete(entry.id);
  }

  // Back to the head of the queue, in the order in which they were.
  function requeue(entries) {
    const others = [...queued];
    queued.clear();
    for (const entry of entries) sent.delete(entry.id);
    for (const entry of [...entries, ...others]) queued.add(entry);
  }

  // A Reply, Fail or Item. One whose call was given up is for nobody.
  function take(frame) {
    const entry = sent.get(frame.id);
    if (!entry) return;
    if (frame.kind === 'item') {
      entry.items++;
      try {
        entry.item(frame);
      } catch (error) {
        if (leave(entry)) line.send(wire.cancel(entry.id));
        entry.reject(error);
      }
      return;
    }
    if (frame.kind === 'fail' && mayRepeat(entry, frame.error)) {
      requeue([entry]);
    } else {
      leave(entry);
      try {
        if (frame.kind === 'fail') throw errorOf(frame.error, ...frame.args);
        entry.resolve(fromWire(frame.value, entry.returns, types));
      } catch (error) {
        entry.reject(error);
      }
    }
    flush();
  }

  // Whether a call whose outcome is unknown, or a stream whose server is gone, can be sent once more.
  function mayRepeat(entry, error) {
    if (entry.again) return error === 'Gap' && entry.again();
    return error === 'ConnectionLost' && Boolean(entry.flags & IDEMPOTENT);
  }

  // For the hello: the calls that wait for an answer, with the number of items heard of each.
  function waiting() {
    return [...sent].map(([id, entry]) => [id, entry.items]);
  }

  // A line stands; `changed` are the actions that are others on the server now.
  function welcome({taken}, changed) {
    for (const name of changed) outdated.add(name);
    for (const entry of [...queued]) {
      if (outdated.has(entry.name)) fail(entry, 'Outdated', 'it has changed on the server; reload the page');
    }
    const again = [];
    for (const [id, entry] of [...sent]) {
      const error = entry.again ? 'Gap' : 'ConnectionLost';
      if (taken !== UNKNOWN ? id > taken : mayRepeat(entry, error)) again.push(entry);
      else if (taken === UNKNOWN) fail(entry, error, 'its server is gone; nobody knows what became of it');
      else if (entry.again) line.send(wire.more(id, entry.used()));
    }
    requeue(again);
    flush();
  }

  // The line broke; what was sent waits for the next welcome.
  function down() {
    for (const entry of [...queued]) {
      if (entry.flags & VOLATILE) fail(entry, 'ConnectionLost', 'not sent, there is no line');
    }
  }

  // The server stopped in order: it has answered all that it took.
  function drained() {
    requeue([...sent.values()]);
  }

  function expire(entry, ms) {
    const what = queued.has(entry) ? 'not sent, no line' : 'no answer';
    giveUp(entry, 'Timeout', `${what} within ${ms / 1000} s`);
  }

  function giveUp(entry, error = 'Cancelled', why = 'its caller gave it up') {
    if (!queued.has(entry) && !sent.has(entry.id)) return;
    if (fail(entry, error, why) && line.state === 'connected') line.send(wire.cancel(entry.id));
    flush();
  }

  function cancelAll(why) {
    for (const entry of [...sent.values(), ...queued]) fail(entry, 'Cancelled', why);
  }

  // Whether it had been sent.
  function fail(entry, error, why) {
    const wasSent = leave(entry);
    entry.reject(errorOf(error, `${entry.name}: ${why}`));
    return wasSent;
  }

  return calls;
}
