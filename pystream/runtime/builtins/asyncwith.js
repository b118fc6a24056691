// `async with`: the state of one block, as with_() keeps it for plain ones.
import {typeName, typeOf} from './core.js';
import {await_} from './coroutines.js';
import {TypeError_} from './exceptions.js';
import {truth} from './ops.js';

/** Enter a manager: `w = yield* awith(m)`; its value is `w.v`. */
export function* awith(manager) {
  if (manager === null || !manager.__aenter__ || !manager.__aexit__) {
    const missing = manager === null || !manager.__aenter__ ? '' : ' (missed __aexit__ method)';
    throw new TypeError_("'" + typeName(manager) + "' object does not support the asynchronous context manager protocol" + missing);
  }
  const state = new AsyncWith(manager);
  state.v = yield* await_(manager.__aenter__());
  return state;
}

class AsyncWith {
  constructor(manager) {
    this._$manager = manager;
    this._$over = false;
  }
  /** The block raised; true when the manager swallows it. */
  *fail(error) {
    this._$over = true;
    return truth(yield* await_(this._$manager.__aexit__(typeOf(error), error, null)));
  }
  /** The block is left. */
  *done() {
    if (!this._$over) yield* await_(this._$manager.__aexit__(null, null, null));
  }
}
