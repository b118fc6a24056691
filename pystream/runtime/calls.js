// Calls: each settles exactly once, and runs at most once unless it may run twice. Streams are calls with many answers.
//
//   queued  the line takes it             -> sent, under an id greater than any before
//   sent    its answer comes              -> settled
//   sent    the line breaks, and the server has not taken it; or the server stops in order   -> queued
//   sent    nobody knows whether it ran   -> queued if it may run twice, else ConnectionLost
//   either  its time is over, its caller gives up, the page is left                            -> settled

import {errorOf, types} from './contract.js';
import {spoken} from './facts.js';
import {describe, pause, want} from './uploads.js';
import {fromWire, toWire} from './values.js';
import {call as callFrame, cancel, more} from './wire.js';

const MAX_QUEUED = 1000;
// Below the server's default limit of 256: a call that timed out may still be ending there.
const MAX_SENT = 128;
const CHANGED = 'the server has another; reload the page';
const NO_LINE = 'not sent, no line';
const UNKNOWN = -1; // a welcome's `taken` when nobody knows

// The text of a call's frame without its kind and id, which come when it is sent. What cannot travel throws here.
export function callText(name, args, named, files) {
  const written = spoken('upload') && files ? value => describe(value, files) : toWire;
  const byName = Object.fromEntries(named.map(([key, value]) => [key, written(value)]));
  return callFrame(0, name, args.map(written), byName).slice('["call",0'.length);
}

const isVolatile = entry => spoken('volatile') && entry.options.includes('volatile');

// `line` is a connection: state, send(text). An entry is a call or a stream (see streams.js): {name, text, options, items,
// resolve, reject}, and of a call with uploads `files` (see uploads.js).
export function createCalls(line, env = globalThis) {
  const queued = new Set(); // in the order they were made
  const sent = new Map(); // id -> entry, in the order of their ids
  const outdated = new Set();
  const stands = () => line.state === 'connected';
  const calls = {call, enter, giveUp, reply, fail, item, waiting, welcome, down, drained, flush, cancelAll};
  let lastId = 0;
  let timeout_ms = 10000;
  let limit_bytes = Infinity;

  function enter(entry) {
    const {name} = entry;
    const unless = (fine, error, why) => {
      if (!fine) throw errorOf(error, `${name}: ${why}`);
    };
    unless(!outdated.has(name), 'Outdated', CHANGED);
    unless(line.state !== 'closed', 'Cancelled', 'not sent, the connection is closed');
    unless(stands() || !isVolatile(entry), 'ConnectionLost', NO_LINE);
    unless(queued.size < MAX_QUEUED, 'Cancelled', `not sent, ${MAX_QUEUED} calls are waiting already`);
    queued.add(entry);
    flush();
  }

  // `options`: "idempotent", "volatile", "upload".
  function call(name, args, named, returns, options = [], own_ms = 0) {
    let entry;
    const promise = new Promise((resolve, reject) => {
      const ms = own_ms || timeout_ms;
      const files = spoken('upload') && options.includes('upload') ? [] : undefined;
      entry = {name, text: callText(name, args, named, files), returns, options, items: 0, resolve, reject};
      if (spoken('upload')) Object.assign(entry, {files, clock: () => env.setTimeout(() => expire(entry, ms), ms)});
      enter(entry);
      entry.timer = env.setTimeout(() => expire(entry, ms), ms);
    });
    // A Task that is cancelled tells what it waits for.
    promise.cancel = () => giveUp(entry);
    return promise;
  }

  // Send what is queued, as far as the line and the server take it.
  function flush() {
    for (const entry of queued) {
      if (!stands() || sent.size >= MAX_SENT) return;
      queued.delete(entry);
      // The server would close the line over it, and again each time it is sent.
      if (entry.text.length * 3 > limit_bytes && new Blob([entry.text]).size + 32 > limit_bytes) {
        refuse(entry, 'Invalid', `its arguments are too large for a message of ${limit_bytes} bytes`);
        continue;
      }
      entry.id = ++lastId;
      sent.set(entry.id, entry);
      line.send(`["call",${entry.id}${entry.text}`);
    }
  }

  function leave(entry) {
    env.clearTimeout(entry.timer);
    if (spoken('upload')) pause(entry);
    queued.delete(entry);
    return sent.delete(entry.id);
  }

  // Back to the head of the queue, in the order in which they were.
  function requeue(entries) {
    const others = [...queued];
    queued.clear();
    for (const entry of entries) {
      if (spoken('upload')) pause(entry);
      sent.delete(entry.id);
    }
    for (const entry of [...entries, ...others]) queued.add(entry);
  }

  // The frames of a call. One whose call was given up is for nobody.
  function reply(id, value) {
    settle(id, entry => entry.resolve(fromWire(value, entry.returns, types)));
  }

  function fail(id, error, args) {
    const entry = sent.get(id);
    if (entry && mayRepeat(entry, error)) {
      requeue([entry]);
      flush();
    } else {
      settle(id, () => {
        throw errorOf(error, ...args);
      });
    }
  }

  function item(id, value, cursor) {
    if (!spoken('stream')) return;
    const entry = sent.get(id);
    if (!entry) return;
    entry.items++;
    try {
      entry.item(value, cursor);
    } catch (error) {
      giveUp(entry);
      entry.reject(error);
    }
  }

  // The server wants more of a file: the call is getting on, however long it takes.
  if (spoken('upload')) {
    calls.wanted = (id, file, begin, upto) => {
      const entry = sent.get(id);
      if (!entry) return;
      env.clearTimeout(entry.timer);
      entry.timer = entry.clock();
      want(line, entry, file, begin, upto, limit_bytes);
    };
  }

  function settle(id, how) {
    const entry = sent.get(id);
    if (!entry) return;
    leave(entry);
    try {
      how(entry);
    } catch (error) {
      entry.reject(error);
    }
    flush();
  }

  // Whether a call whose outcome is unknown, or a stream whose server is gone, can be sent once more.
  function mayRepeat(entry, error) {
    if (spoken('stream') && entry.again) return error === 'Gap' && entry.again();
    return spoken('idempotent') && error === 'ConnectionLost' && entry.options.includes('idempotent');
  }

  // For the hello: the calls that wait for an answer, with the number of items heard of each.
  function waiting() {
    return [...sent].map(([id, entry]) => [id, entry.items]);
  }

  // A line stands; `changed` are the actions that are others on the server now.
  function welcome(taken, changed, ms, bytes) {
    timeout_ms = ms;
    limit_bytes = bytes;
    for (const name of changed) outdated.add(name);
    for (const entry of [...queued]) {
      if (outdated.has(entry.name)) refuse(entry, 'Outdated', CHANGED);
    }
    const again = [];
    for (const [id, entry] of [...sent]) {
      const error = spoken('stream') && entry.again ? 'Gap' : 'ConnectionLost';
      if (taken !== UNKNOWN ? id > taken : mayRepeat(entry, error)) again.push(entry);
      else if (taken === UNKNOWN) refuse(entry, error, 'its server is gone; nobody knows whether it ran');
      else if (spoken('stream') && entry.again) line.send(more(id, entry.used()));
    }
    requeue(again);
    flush();
  }

  // The line broke; what was sent waits for the next welcome.
  function down() {
    if (spoken('upload')) sent.forEach(pause);
    for (const entry of [...queued]) {
      if (isVolatile(entry)) refuse(entry, 'ConnectionLost', NO_LINE);
    }
  }

  // The server stopped in order: it has answered all that it took.
  function drained() {
    requeue([...sent.values()]);
  }

  function expire(entry, ms) {
    const what = queued.has(entry) ? NO_LINE : 'no answer';
    giveUp(entry, 'Timeout', `${what} within ${ms / 1000} s`);
  }

  function giveUp(entry, error = 'Cancelled', why = 'given up') {
    if (!queued.has(entry) && !sent.has(entry.id)) return;
    if (refuse(entry, error, why) && stands()) line.send(cancel(entry.id));
    flush();
  }

  function cancelAll(why) {
    for (const entry of [...sent.values(), ...queued]) refuse(entry, 'Cancelled', why);
  }

  // Whether it had been sent.
  function refuse(entry, error, why) {
    const wasSent = leave(entry);
    entry.reject(errorOf(error, `${entry.name}: ${why}`));
    return wasSent;
  }

  return calls;
}
