// Code on demand: scripts that are fetched when they are asked for, each beside the page's own.

import {errorOf} from './contract.js';
import {missing} from './values.js';

const chunks = {}; // name -> {attempt, fetched: promise of its module, module}

const chunkOf = name => (chunks[name] ??= {attempt: 0, fetched: undefined, module: undefined});

// Fetch its script, once; one that could not be fetched is fetched again when it is next asked for. Browsers remember
// that one failed, by its URL, so each attempt has another.
function fetchChunk(name) {
  const chunk = chunkOf(name);
  if (!chunk.fetched) {
    const url = import.meta.url.replace(/\.js$/, `-${name.replaceAll('.', '-')}.js`);
    chunk.fetched = import(chunk.attempt ? `${url}?${chunk.attempt}` : url);
    chunk.fetched.catch(() => {
      chunk.attempt++;
      chunk.fetched = undefined;
    });
  }
  return chunk.fetched;
}

// Fetch client_src/NAME.py and run it, both once: a promise of the module. `run` is that of one that is here already.
export async function load(name, run) {
  const chunk = chunkOf(name);
  if (!run) {
    try {
      ({run} = await fetchChunk(name));
    } catch {
      throw await whyNot(name);
    }
  }
  return (chunk.module = run());
}

// A script that is gone belongs to a build that is no longer served.
async function whyNot(name) {
  try {
    const answer = await fetch(import.meta.url, {method: 'HEAD'});
    if (answer.status === 404) return errorOf('Outdated', `${name} cannot be loaded: the server has another build; reload the page`);
  } catch {
    // no network
  }
  return errorOf('ConnectionLost', `${name} cannot be loaded: no connection`);
}

// Fetch it when the browser has nothing else to do; what fails is tried again by load.
export function preload(name, run) {
  if (!run) (globalThis.requestIdleCallback ?? setTimeout)(() => fetchChunk(name).catch(() => {}));
}

// What `from client_src import mail` means where mail is loaded on demand.
export function loaded(module) {
  const name = module.slice('client_src.'.length);
  return chunks[name]?.module ?? missing(module, `${module} is not loaded yet: await load("${name}") first`);
}
