// Where the event loop keeps the context that runs now; the rest is contextvars.py.
import {contextState} from '../builtins/coroutines.js';

function contextvarsCurrent() {
  return contextState._$now;
}
function contextvarsEnter(context) {
  contextState._$now = context;
  return null;
}
export {contextvarsCurrent as current, contextvarsEnter as enter};
