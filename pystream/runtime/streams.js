// Streams: an async iterable whose items come over the line, as fast as they are used up.

import {callText} from './calls.js';
import {types} from './contract.js';
import {fromWire} from './values.js';
import {more} from './wire.js';

const TELL_EVERY = 16; // items: half of what the server lets be under way

// It is begun when it is first asked. `kind` is "stream". `after` is the keyword that begins it after a cursor, if it has one.
export function createStream(calls, line, name, args, named, returns, kind, after) {
  return {[Symbol.asyncIterator]: () => iterate(calls, line, name, args, named, returns, after)};
}

function iterate(calls, line, name, args, named, returns, after) {
  const ready = []; // items that nobody has asked for yet
  const asking = []; // who waits for an item
  let end = null; // {error?} once it is over
  let used = 0;
  let cursor = null;
  const entry = {
    name, options: [], items: 0,
    item(value, place) {
      cursor = place;
      ready.push(fromWire(value, returns, types));
      serve();
    },
    // After its server is gone: from the cursor on, if there is one.
    again() {
      if (!after || (cursor === null && entry.items)) return false;
      if (cursor !== null) entry.text = callText(name, args, [...named.filter(([key]) => key !== after), [after, cursor]]);
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
        if (used % TELL_EVERY === 0 && line.state === 'connected') line.send(more(entry.id, used));
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
        entry.text = callText(name, args, named);
        calls.enter(entry);
      }
      asking.push({resolve, reject});
      serve();
    }),
    return() {
      ready.length = 0;
      finish({});
      calls.giveUp(entry);
      return Promise.resolve({value: undefined, done: true});
    },
  };
}
