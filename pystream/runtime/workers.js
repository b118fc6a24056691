// The page's half of @worker functions: a few workers, each with one call at a time, made when they are first needed.

import {errorOf} from './contract.js';
import {pack, unpack, unpackError} from './crossing.js';
import {spoken} from './facts.js';

// More would take the page's own thread its core.
const MOST = 4;
const pool = new Set(); // {own: the Worker, entry: its call}
const queue = [];
const last = {id: 0};
const urls = {policy: undefined};

const limit = () => Math.max(1, Math.min(MOST, (globalThis.navigator?.hardwareConcurrency ?? 2) - 1));

// A promise of what the function gives. A call that is cancelled ends: an async function is told, another's worker is ended.
export function work(name, args, named, isAsync) {
  let entry;
  const promise = new Promise((resolve, reject) => {
    const moved = [];
    const message = {id: ++last.id, name, args: args.map(each => pack(each, moved)), named: pack(named, moved)};
    entry = {message, moved, isAsync, resolve, reject};
    queue.push(entry);
    assign();
  });
  promise.cancel = () => giveUp(entry);
  return promise;
}

function assign() {
  while (queue.length) {
    const worker = [...pool].find(each => !each.entry) ?? (pool.size < limit() ? hire() : undefined);
    if (!worker) return;
    worker.entry = queue.shift();
    worker.own.postMessage(worker.entry.message, worker.entry.moved);
  }
}

// The page's script, which in a dev build is another than this one.
const own = () => (spoken('dev build') && globalThis[Symbol.for('pystream.dev')]?.script) || import.meta.url;

// Pages take the URL of a worker's script only from a policy; this one knows no other URL.
function workerUrl() {
  // From the page's own origin, even where scripts come from another.
  const url = `/assets/${own().replace(/.*\//, '')}.worker.js`;
  urls.policy ??= globalThis.trustedTypes?.createPolicy('pystream-worker', {createScriptURL: () => url});
  return urls.policy?.createScriptURL('') ?? url;
}

function hire() {
  const worker = {own: new Worker(workerUrl(), {type: 'module'}), entry: undefined};
  pool.add(worker);
  worker.own.onmessage = ({data}) => {
    const {entry} = worker;
    worker.entry = undefined;
    assign();
    if (data.error) entry.reject(unpackError(data.error));
    else entry.resolve(unpack(data.result));
  };
  // Its script did not come, or does not run.
  worker.own.onerror = event => {
    event.preventDefault?.();
    dismiss(worker);
    const why = event.message ? errorOf('Failed', `the worker's script: ${event.message}`) : errorOf('ConnectionLost', 'the worker cannot be loaded');
    worker.entry?.reject(why);
    assign();
  };
  return worker;
}

function dismiss(worker) {
  pool.delete(worker);
  worker.own.terminate();
}

function giveUp(entry) {
  const at = queue.indexOf(entry);
  if (at >= 0) queue.splice(at, 1);
  for (const worker of pool) {
    if (worker.entry !== entry) continue;
    if (entry.isAsync) {
      worker.own.postMessage({cancel: entry.message.id});
    } else {
      dismiss(worker);
      assign();
    }
  }
}
