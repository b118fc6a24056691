// Coroutines, tasks and the event loop, in CPython's scheduling order.
//
// A coroutine is the native generator of a `function*` whose prototype chain passes through Coroutine.prototype, so a call costs no wrapper and
// `yield* await_(coroutine)` is native delegation. What travels up to the task is a Future (wait for it) or null (asyncio.sleep(0): one turn).
// An async generator is the same with AsyncGen.prototype; its values travel as `yield ayield(v)`, so that they differ from what await sends up.
//
// Rules of the loop (asyncio.base_events): one FIFO queue; a turn moves the due timers to its end, then runs what is in it at that moment;
// done callbacks and task steps are queue entries, never called directly.
import {Kw} from './calls.js';
import {PyObject, api, cls, hidden, meth, method, statics, typeName} from './core.js';
import {BaseException, Exception, GeneratorExit, KeyboardInterrupt, RuntimeError, StopAsyncIteration, StopIteration, SystemExit, TypeError_, caught,
  again, exc, handled, isexc} from './exceptions.js';
import {box} from './float.js';
import {yieldfrom} from './generators.js';
import {places, placesIn, traceRaise} from './places.js';
import {asks, reached} from './reached.js';
import {repr_} from './repr.js';

// ---- coroutines

export function Coroutine() {
  throw new TypeError_("cannot create 'coroutine' instances");
}
export function AsyncGen() {
  throw new TypeError_("cannot create 'async_generator' instances");
}
statics(Coroutine, Coroutine, 'coroutine');
statics(AsyncGen, AsyncGen, 'async_generator');
// The prototype above native generators. Made at the first use: class bodies of the runtime may come before any constant of this file.
function coroutinePrototype(type, symbol, value) {
  const proto = type.prototype;
  if (!Object.hasOwn(proto, symbol)) {
    Object.setPrototypeOf(proto, Object.getPrototypeOf(function* () {}).prototype);
    hidden(proto, symbol, value);
    hidden(proto, '_$gen', type === Coroutine);
    hidden(proto, '_$co', type === Coroutine);
  }
  return proto;
}
// JavaScript may await a coroutine: it then runs as a task of the default loop
function coroutineThen(resolve, reject) {
  return new Task(this).then(resolve, reject);
}

/** `async def` -> the function that makes its coroutine: co(function* name(a, b) {..}). */
export function co(fn) {
  fn.prototype = coroutinePrototype(Coroutine, 'then', coroutineThen);
  return fn;
}
/** `async def` with yield -> the function that makes its async generator. JavaScript must not iterate it: values and waits travel mixed. */
export function agen(fn) {
  fn.prototype = coroutinePrototype(AsyncGen, Symbol.iterator, undefined);
  return fn;
}
/** True for what `async def` made (without yield). */
export function iscofunction(f) {
  for (let n = 0; typeof f === 'function' && n < 4; n++) {
    if (f.prototype === Coroutine.prototype) return true;
    f = f._$mf ?? f._$func;
  }
  return false;
}

// Marks on the prototypes: `instanceof` a Python class costs a look-up along all classes above it.
export function coroutineIs(x) {
  return x !== null && x !== undefined && x._$co === true;
}
export function futureIs(x) {
  return x !== null && x !== undefined && x._$isFuture === true;
}
/** The iterable that `yield* await_(x)` delegates to. */
export function await_(x) {
  if (coroutineIs(x)) {
    if (x._$used) throw new RuntimeError('cannot reuse already awaited coroutine');
    x._$used = true;
    return x;
  }
  if (futureIs(x)) return futureWait(x);
  if (x !== null && (typeof x === 'object' || typeof x === 'function')) {
    if (asks('__await__') && x.__await__) return yieldfrom(x.__await__());
    if (typeof x.then === 'function') return futureWait(promiseFuture(x));
  }
  throw new TypeError_('object ' + typeName(x) + " can't be used in 'await' expression");
}
const futureWait = /*@__PURE__*/ co(function* (f) {
  if (!f._$done) {
    yield f;
    // Only who drives a coroutine by hand goes on before the future is done.
    if (asks('send') && !f._$done) throw new RuntimeError("await wasn't used with future");
  }
  return futureResult(f);
});
/** A Future that settles with the JavaScript promise. */
export function promiseFuture(promise) {
  const f = new Future();
  promise.then(v => futureSettle(f, v === undefined ? null : v, null), e => futureSettle(f, null, caught(e)));
  // Whoever made the promise may want to know that nobody waits for it any more.
  if (promise.cancel) futureThen(f, () => f._$cancelled && promise.cancel());
  return f;
}

// send, throw and close by hand: a coroutine is driven like a generator
function coroutineStep(r) {
  if (!r.done) return r.value;
  throw r.value === undefined || r.value === null ? new StopIteration() : new StopIteration(r.value);
}
export function throwArgs(type, value) {
  if (type instanceof BaseException) return type;
  if (value instanceof BaseException) return value;
  return value === undefined || value === null ? type() : type(value);
}
method(Coroutine, 'send', function (value) {
  if (this._$over) throw new RuntimeError('cannot reuse already awaited coroutine');
  if (!this._$used && value !== null) throw new TypeError_("can't send non-None value to a just-started coroutine");
  this._$used = true;
  try {
    const r = this.next(value);
    if (r.done) this._$over = true;
    return coroutineStep(r);
  } catch (e) {
    this._$over = true;
    throw e;
  }
});
method(Coroutine, 'throw', function (type, value) {
  this._$used = true;
  return coroutineStep(this.throw(throwArgs(type, value)));
});
method(Coroutine, 'close', function () {
  this._$used = true;
  try {
    if (!this.throw(new GeneratorExit()).done) throw new RuntimeError('coroutine ignored GeneratorExit');
  } catch (e) {
    const x = caught(e);
    if (!isexc(x, GeneratorExit) && !isexc(x, StopIteration)) throw x;
  }
  return null;
});
method(Coroutine, '__await__', function () {
  return await_(this);
});
// ---- async generators

// what an async generator gives, told from what its awaits wait for
class AsyncYield {
  constructor(value) {
    this._$v = value;
  }
}
/** `yield v` inside an async generator -> `yield ayield(v)`. */
export function ayield(value) {
  return new AsyncYield(value);
}

// start: () -> the first {value, done}; closing: GeneratorExit and the end are swallowed
function* agenDrive(g, start, what, closing) {
  if (g._$busy) throw new RuntimeError(what + '(): asynchronous generator is already running');
  g._$busy = true;
  if (!g._$loop) {
    g._$loop = loopCurrent();
    g._$loop._$agens.add(g);
  }
  try {
    let r;
    try {
      r = start();
      while (!r.done && !(r.value instanceof AsyncYield)) {
        let sent;
        try {
          sent = yield r.value;
        } catch (e) {
          r = g.throw(e);
          continue;
        }
        r = g.next(sent);
      }
    } catch (e) {
      agenOver(g);
      const x = caught(e);
      if (closing && (isexc(x, GeneratorExit) || isexc(x, StopAsyncIteration))) return null;
      if (isexc(x, StopAsyncIteration) || isexc(x, StopIteration)) {
        const wrapped = new RuntimeError('async generator raised ' + typeName(x));
        wrapped.__cause__ = wrapped.__context__ = x;
        throw wrapped;
      }
      throw x;
    }
    if (r.done) {
      agenOver(g);
      if (closing) return null;
      throw new StopAsyncIteration();
    }
    if (closing) throw new RuntimeError('async generator ignored GeneratorExit');
    return r.value._$v;
  } finally {
    g._$busy = false;
  }
}
function agenOver(g) {
  g._$over = true;
  g._$loop._$agens.delete(g);
}
const agenSend = /*@__PURE__*/ co(function* asend(g, value) {
  if (g._$over) throw new StopAsyncIteration();
  if (!g._$loop && value !== null) throw new TypeError_("can't send non-None value to a just-started async generator");
  return yield* agenDrive(g, () => g.next(value), 'anext', false);
});
const agenThrow = /*@__PURE__*/ co(function* athrow(g, exc) {
  if (g._$over) throw exc instanceof GeneratorExit ? exc : new StopAsyncIteration();
  return yield* agenDrive(g, () => g.throw(exc), 'athrow', false);
});
const agenClose = /*@__PURE__*/ co(function* aclose(g) {
  if (g._$over) return null;
  return yield* agenDrive(g, () => g.throw(new GeneratorExit()), 'aclose', true);
});
method(AsyncGen, '__aiter__', function () {
  return this;
});
method(AsyncGen, '__anext__', function () {
  return agenSend(this, null);
});
method(AsyncGen, 'asend', function (value) {
  return agenSend(this, value);
});
method(AsyncGen, 'athrow', function (type, value) {
  return agenThrow(this, throwArgs(type, value));
});
method(AsyncGen, 'aclose', function () {
  return agenClose(this);
});

/** aiter(x), also the head of `async for`; what: the sentence of the error. JavaScript async iterables pass too. */
export function aiter_(x) {
  return asyncIter(x, "'" + typeName(x) + "' object is not an async iterable");
}
/** The iterator of an `async for` head. */
export function afor(x) {
  return asyncIter(x, "'async for' requires an object with __aiter__ method, got " + typeName(x));
}
function asyncIter(x, text) {
  if (x !== null && x !== undefined) {
    if (x.__aiter__) {
      const i = x.__aiter__();
      if (i === null || i === undefined || !i.__anext__) {
        throw new TypeError_("'async for' received an object from __aiter__ that does not implement __anext__: " + typeName(i));
      }
      return i;
    }
    if (x[Symbol.asyncIterator]) return new AsyncJsIter(x[Symbol.asyncIterator]());
  }
  throw new TypeError_(text);
}
class AsyncJsIter {
  constructor(source) {
    this._$source = source;
    this._$over = false;
  }
  __aiter__() {
    return this;
  }
  __anext__() {
    return asyncJsNext(this);
  }
}
const asyncJsNext = /*@__PURE__*/ co(function* asyncJsNext(iterator) {
  const r = yield* await_(iterator._$source.next());
  if (r.done) {
    iterator._$over = true;
    throw new StopAsyncIteration();
  }
  return r.value === undefined ? null : r.value;
});
/** anext(it[, default]) */
export function anext_(i, otherwise) {
  if (i === null || !i.__anext__) throw new TypeError_("'" + typeName(i) + "' object is not an async iterator");
  const x = i.__anext__();
  return otherwise === undefined ? x : anextOr(x, otherwise);
}
const anextOr = /*@__PURE__*/ co(function* anext(x, otherwise) {
  try {
    return yield* await_(x);
  } catch (e) {
    const c = caught(e);
    if (isexc(c, StopAsyncIteration)) return otherwise;
    throw c;
  }
});
/** One step of `async for`: `(v = yield* astep(it)) !== undefined`. */
export function* astep(i) {
  try {
    const v = yield* await_(i.__anext__());
    return v === undefined ? null : v;
  } catch (e) {
    const c = caught(e);
    if (isexc(c, StopAsyncIteration)) return undefined;
    throw c;
  }
}
/** `async for` over a fresh generator was left early: CPython drops it there and the loop closes it. */
export function aleave(i) {
  if (i instanceof AsyncJsIter && !i._$over) i._$source.return?.();
  if (i instanceof AsyncGen && i._$loop && !i._$over && !i._$busy) loopSoon(i._$loop, () => new Task(agenClose(i)), []);
}

// ---- futures
//
// What the program sees of futures, tasks and the loop is methods (`api`), which go when nothing asks for them; what this file uses are
// functions and fields. A field that only a method writes is not set before, so that it goes with the method.

export const CancelledError = /*@__PURE__*/ asyncError('CancelledError', BaseException);
export const InvalidStateError = /*@__PURE__*/ asyncError('InvalidStateError', Exception);
function asyncError(name, base) {
  const C = exc(name, base);
  hidden(C, '_$module', 'asyncio.exceptions');
  return C;
}

function futureCancelled(f) {
  return f._$msg === undefined || f._$msg === null ? new CancelledError() : new CancelledError(f._$msg);
}
function futureEnd(f) {
  f._$done = true;
  const list = f._$callbacks;
  f._$callbacks = [];
  for (const callback of list) loopSoon(f._$loop, callback, [f]);
}
function futureCancel(f, msg) {
  if (f._$done) return false;
  f._$cancelled = true;
  f._$msg = msg;
  futureEnd(f);
  return true;
}
/** Unless it is done: its end. */
export function futureSettle(f, result, exc) {
  if (f._$done) return;
  f._$result = result;
  f._$exc = exc;
  futureEnd(f);
}
function futureResult(f) {
  if (f._$cancelled) throw futureCancelled(f);
  if (f._$exc !== null) {
    // A traceback goes on where the outcome is awaited; what a call of the server raises begins there.
    if ((!reached(places) || reached(placesIn)) && !f._$seen) f._$exc.stack += '\n' + new Error().stack;
    f._$seen = true;
    throw again(f._$exc);
  }
  return f._$result;
}
function futureThen(f, callback) {
  if (f._$done) loopSoon(f._$loop, callback, [f]);
  else f._$callbacks.push(callback);
}
function futureOpen(f) {
  if (f._$done) throw new InvalidStateError('invalid state');
}

export const Future = /*@__PURE__*/ cls(function Future(loop) {
  if (!new.target) return new Future(loop);
  this.__init__(loop);
}, 'Future', [PyObject], futureBody, {module: '_asyncio'});
/** The class as the program and the library know it: while neither names it, no future is in the program's hands. */
export const PyFuture = Future;
function futureBody(c) {
  c._$isFuture = true;
  c.__init__ = meth(function (loop) {
    this._$loop = loop || loopCurrent();
    this._$callbacks = [];
    this._$done = false;
    this._$result = this._$exc = null;
  }, 'Future.__init__(self,loop)');
  c.done = api(function () {
    return this._$done;
  }, 'Future.done(self)');
  c.cancelled = api(function () {
    return this._$cancelled === true;
  }, 'Future.cancelled(self)');
  c.result = api(function () {
    if (!this._$done) throw new InvalidStateError('Result is not set.');
    return futureResult(this);
  }, 'Future.result(self)');
  c.exception = api(function () {
    if (this._$cancelled) throw futureCancelled(this);
    if (!this._$done) throw new InvalidStateError('Exception is not set.');
    this._$seen = true;
    return this._$exc;
  }, 'Future.exception(self)');
  c._$cancel = function (msg) {
    return futureCancel(this, msg);
  };
  c.cancel = api(function (msg = null) {
    return this._$cancel(msg);
  }, 'Future.cancel(self,msg=)');
  c.set_result = api(function (value) {
    futureOpen(this);
    futureSettle(this, value, null);
    return null;
  }, 'Future.set_result(self,result)');
  c.set_exception = api(function (exc) {
    futureOpen(this);
    if (typeof exc === 'function') exc = exc();
    if (!(exc instanceof BaseException)) throw new TypeError_('invalid exception object');
    if (exc instanceof StopIteration) throw new TypeError_('StopIteration interacts badly with generators and cannot be raised into a Future');
    futureSettle(this, null, exc);
    return null;
  }, 'Future.set_exception(self,exception)');
  c.add_done_callback = api(function (callback) {
    futureThen(this, callback);
    return null;
  }, 'Future.add_done_callback(self,fn,context=)');
  c.remove_done_callback = api(function (callback) {
    const kept = this._$callbacks.filter(f => f !== callback);
    const removed = this._$callbacks.length - kept.length;
    this._$callbacks = kept;
    return removed;
  }, 'Future.remove_done_callback(self,callback)');
  c.get_loop = api(function () {
    return this._$loop;
  }, 'Future.get_loop(self)');
  c.__await__ = api(function () {
    return futureWait(this);
  }, 'Future.__await__(self)');
  // JavaScript may await it
  hidden(c, 'then', function (resolve, reject) {
    return new Promise((done, failed) => futureThen(this, f => {
      try {
        done(futureResult(f));
      } catch (e) {
        failed(e);
      }
    })).then(resolve, reject);
  });
}
method(PyFuture, '__repr__', function () {
  return '<' + typeName(this) + ' ' + futureState(this) + '>';
});
function futureState(f) {
  if (f._$cancelled) return 'cancelled';
  if (!f._$done) return 'pending';
  return f._$exc !== null ? 'finished exception=' + repr_(f._$exc) : 'finished result=' + repr_(f._$result);
}

// ---- tasks

// contextvars: the context that runs now. Each task runs in a copy of its maker's.
export const contextState = {_$now: null};
const taskState = {_$count: 0, _$current: null};

export const Task = /*@__PURE__*/ cls(function Task(coro, loop, name) {
  if (!new.target) return new Task(coro, loop, name);
  this.__init__(coro, loop, name);
}, 'Task', [Future], taskBody, {module: '_asyncio'});
/** As PyFuture. */
export const PyTask = Task;
function taskBody(c) {
  c.__init__ = meth(function (coro, loop, name) {
    if (reached(PyTask) && !coroutineIs(coro)) throw new TypeError_('a coroutine was expected, got ' + repr_(coro));
    Future.prototype.__init__.call(this, loop);
    this._$coro = coro;
    this._$must = false;
    this._$handled = [];
    if (reached(PyTask)) this._$title = name === undefined || name === null ? 'Task-' + ++taskState._$count : taskTitle(name);
    coro._$used = true;
    if (reached(contextState)) this._$context = contextState._$now?.$copy() ?? null;
    if (reached(loopTasks)) loopTasks(this._$loop).add(this);
    taskSoon(this, null);
  }, 'Task.__init__(self,coro,loop,name,context)');
  c._$cancel = function (msg) {
    if (this._$done) return false;
    this._$asked = (this._$asked ?? 0) + 1;
    if (this._$waits && this._$waits._$cancel(msg)) return true;
    this._$must = true;
    this._$msg = msg;
    return true;
  };
  c.cancelling = api(function () {
    return this._$asked ?? 0;
  }, 'Task.cancelling(self)');
  c.uncancel = api(function () {
    if (this._$asked > 0) this._$asked--;
    return this._$asked ?? 0;
  }, 'Task.uncancel(self)');
  c.get_name = api(function () {
    return this._$title;
  }, 'Task.get_name(self)');
  c.set_name = api(function (name) {
    this._$title = taskTitle(name);
    return null;
  }, 'Task.set_name(self,name)');
  c.get_coro = api(function () {
    return this._$coro;
  }, 'Task.get_coro(self)');
  c.set_result = api(function () {
    throw new RuntimeError('Task does not support set_result operation');
  }, 'Task.set_result(self)');
  c.set_exception = api(function () {
    throw new RuntimeError('Task does not support set_exception operation');
  }, 'Task.set_exception(self)');
}
method(PyTask, '__repr__', function () {
  const at = !this._$done && this._$must ? 'cancelling' : futureState(this);
  const parts = at.split(' ');
  return '<Task ' + parts[0] + ' name=' + repr_(this._$title) + (parts.length > 1 ? ' ' + at.slice(parts[0].length + 1) : '') + '>';
});
function taskTitle(name) {
  return typeof name === 'string' ? name : repr_(name);
}

function taskEnd(task, value, exc) {
  if (reached(loopTasks)) loopTasks(task._$loop).delete(task);
  if (exc !== null) {
    if (isexc(exc, CancelledError)) {
      futureCancel(task, task._$msg ?? (exc.args && exc.args.length ? exc.args[0] : null));
      return;
    }
    loopUnseen(task);
  }
  futureSettle(task, value, exc);
}
function taskStep(task, exc) {
  if (task._$done) return;
  if (task._$must) {
    if (exc === null || !isexc(exc, CancelledError)) exc = futureCancelled(task);
    task._$must = false;
  }
  task._$waits = null;
  const before = taskState._$current;
  taskState._$current = task;
  const around = reached(contextState) ? contextState._$now : null;
  if (reached(contextState)) contextState._$now = task._$context;
  // The exceptions that a task is handling while it waits: they are its own, not those of the task that runs next.
  const depth = handled.length;
  if (task._$handled.length) handled.push(...task._$handled.splice(0));
  let r;
  try {
    r = exc === null ? task._$coro.next(null) : task._$coro.throw(exc);
  } catch (e) {
    taskState._$current = before;
    if (reached(contextState)) contextState._$now = around;
    handled.length = depth;
    const x = caught(e);
    if (isexc(x, StopIteration)) {
      const wrapped = new RuntimeError('coroutine raised StopIteration');
      wrapped.__cause__ = wrapped.__context__ = x;
      taskEnd(task, null, wrapped);
      return;
    }
    taskEnd(task, null, x);
    if (isexc(x, SystemExit) || isexc(x, KeyboardInterrupt)) throw x;
    return;
  }
  taskState._$current = before;
  if (reached(contextState)) contextState._$now = around;
  if (handled.length > depth) task._$handled = handled.splice(depth);
  if (r.done) {
    if (task._$must) {
      // cancelled in its last step
      task._$must = false;
      if (reached(loopTasks)) loopTasks(task._$loop).delete(task);
      futureCancel(task, task._$msg);
    } else taskEnd(task, r.value === undefined ? null : r.value, null);
    return;
  }
  const waits = r.value;
  if (futureIs(waits)) {
    if (reached(PyTask) && waits === task) {
      taskSoon(task, new RuntimeError('Task cannot await on itself: ' + repr_(task)));
      return;
    }
    // Where it waits, futureResult() raises what came of it.
    futureThen(waits, () => taskStep(task, null));
    task._$waits = waits;
    if (task._$must && waits._$cancel(task._$msg)) task._$must = false;
  } else if (!asks('__await__') || waits === null || waits === undefined) taskSoon(task, null);
  else taskSoon(task, new RuntimeError('Task got bad yield: ' + repr_(waits)));
}
function taskSoon(task, exc) {
  loopSoon(task._$loop, taskStep, [task, exc]);
}
/** The running task or null. */
export function taskCurrent() {
  return taskState._$current;
}

// ---- the loop

// A queue entry
class LoopEntry {
  constructor(callback, args) {
    this._$callback = callback;
    this._$args = args;
  }
}
/** A queue entry in the program's hands; call_soon and call_later return it. */
export const Handle = /*@__PURE__*/ cls(function Handle(callback, args) {
  this._$callback = callback;
  this._$args = args;
  this._$off = false;
}, 'Handle', [PyObject], handleBody, {module: 'asyncio.events'});
function handleBody(c) {
  c.cancel = meth(function () {
    this._$off = true;
    this._$callback = this._$args = null;
    if (this._$when !== undefined) timerDrop(this);
    return null;
  }, 'Handle.cancel(self)');
  c.cancelled = api(function () {
    return this._$off;
  }, 'Handle.cancelled(self)');
  c.when = api(function () {
    return box(this._$when);
  }, 'Handle.when(self)');
}

export const loopState = {_$running: null, _$default: null};
const LOOP_SLICE_MS = 8; // turns run as microtasks this long, then the page gets a turn

export const EventLoop = /*@__PURE__*/ cls(function EventLoop() {
  if (!new.target) return new EventLoop();
  this.__init__();
}, 'EventLoop', [PyObject], eventLoopBody, {module: 'asyncio'});
function eventLoopBody(c) {
  c.__init__ = meth(function () {
    this._$ready = [];
    this._$head = 0;
    this._$timers = [];
    this._$tasks = new Set();
    this._$agens = new Set();
    this._$woken = false; // a drive is under way or queued
    this._$slice = 0;
  }, 'EventLoop.__init__(self)');
  c.call_soon = api(function (callback, ...args) {
    const h = new Handle(callback, kwless(args));
    loopPush(this, h);
    return h;
  }, 'EventLoop.call_soon(self,callback,*args)');
  c.call_soon_threadsafe = api(function (callback, ...args) {
    return this.call_soon(callback, ...args);
  }, 'EventLoop.call_soon_threadsafe(self,callback,*args)');
  c.call_later = api(function (delay, callback, ...args) {
    return timerAdd(this, loopNow() + Number(delay), callback, kwless(args));
  }, 'EventLoop.call_later(self,delay,callback,*args)');
  c.call_at = api(function (when, callback, ...args) {
    return timerAdd(this, Number(when), callback, kwless(args));
  }, 'EventLoop.call_at(self,when,callback,*args)');
  c.time = api(function () {
    return box(loopNow());
  }, 'EventLoop.time(self)');
  c.create_future = api(function () {
    return new PyFuture(this);
  }, 'EventLoop.create_future(self)');
  c.create_task = api(function (coro, name, context) {
    return new PyTask(coro, this, name);
  }, 'EventLoop.create_task(self,coro,name=,context=)');
  c.run_until_complete = api(function (future) {
    const task = futureIs(future) ? future : new Task(future, this);
    loopBlock(this, () => task._$done);
    return futureResult(task);
  }, 'EventLoop.run_until_complete(self,future)');
  c.$close = api(function () {
    this._$closed = true;
    return null;
  }, 'EventLoop.close(self)');
  c.is_running = api(function () {
    return loopState._$running === this;
  }, 'EventLoop.is_running(self)');
  c.is_closed = api(function () {
    return this._$closed === true;
  }, 'EventLoop.is_closed(self)');
  c.get_debug = api(function () {
    return false;
  }, 'EventLoop.get_debug(self)');
  c.set_debug = api(function () {
    return null;
  }, 'EventLoop.set_debug(self)');
  c.set_exception_handler = api(function (handler) {
    this._$handler = handler;
    return null;
  }, 'EventLoop.set_exception_handler(self,handler)');
  c.call_exception_handler = api(function (context) {
    if (this._$handler) this._$handler(this, context);
    return null;
  }, 'EventLoop.call_exception_handler(self,context)');
}

// call_soon(f, x, context=...): the context keyword is not kept
function kwless(args) {
  const last = args[args.length - 1];
  return last instanceof Kw ? args.slice(0, -1) : args;
}
/** Seconds, monotonic. */
export function loopNow() {
  return performance.now() / 1000;
}
/** The running loop, or the default loop of the page. */
export function loopCurrent() {
  return loopState._$running || loopState._$default || (loopState._$default = new EventLoop());
}
function loopSoon(loop, callback, args) {
  loopPush(loop, new LoopEntry(callback, args));
}
function loopPush(loop, entry) {
  loop._$ready.push(entry);
  if (!loop._$woken && !loop._$blocking) {
    loop._$woken = true;
    loop._$slice = performance.now();
    queueMicrotask(() => loopDrive(loop));
  }
}
/** The tasks of a loop that are not done. */
export function loopTasks(loop) {
  return loop._$tasks;
}
/** Calls back at that time of loopNow(). */
export function timerAdd(loop, when, callback, args) {
  const h = new Handle(callback, args);
  h._$when = when;
  h._$loop = loop;
  const list = loop._$timers; // ascending; equal times keep their order
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = lo + hi >> 1;
    if (list[mid]._$when <= when) lo = mid + 1;
    else hi = mid;
  }
  list.splice(lo, 0, h);
  if (lo === 0) timerArm(loop);
  return h;
}
function timerDrop(h) {
  const list = h._$loop._$timers;
  const i = list.indexOf(h);
  if (i >= 0) list.splice(i, 1);
  if (i === 0) timerArm(h._$loop);
}
function timerArm(loop) {
  if (!reached(timerAdd) || loop._$blocking || loop._$woken) return; // the drive arms at its end
  if (loop._$timer) clearTimeout(loop._$timer);
  loop._$timer = 0;
  if (loop._$timers.length) {
    const ms = Math.ceil((loop._$timers[0]._$when - loopNow()) * 1000);
    loop._$timer = setTimeout(() => {
      loop._$timer = 0;
      if (loop._$woken) return;
      loop._$woken = true;
      loop._$slice = performance.now();
      loopDrive(loop);
    }, Math.min(Math.max(ms, 0), 2147483647));
  }
}
function loopTurn(loop) {
  if (reached(timerAdd) && loop._$timers.length) {
    const timers = loop._$timers;
    const now = loopNow() + 1e-9;
    let n = 0;
    while (n < timers.length && timers[n]._$when <= now) n++;
    if (n) for (const h of timers.splice(0, n)) loop._$ready.push(h);
  }
  const ready = loop._$ready;
  const end = ready.length;
  const running = loopState._$running;
  loopState._$running = loop;
  for (let i = loop._$head; i < end; i++) {
    const h = ready[i];
    ready[i] = null;
    loop._$head = i + 1;
    if (h._$off) continue;
    try {
      const a = h._$args;
      if (a.length === 2) h._$callback(a[0], a[1]);
      else h._$callback(...a);
    } catch (e) {
      const x = caught(e);
      if (isexc(x, SystemExit) || isexc(x, KeyboardInterrupt)) {
        loop._$fatal = x;
        break;
      }
      loopReport('Exception in callback', x);
    }
  }
  loopState._$running = running;
  if (loop._$head === ready.length) {
    ready.length = 0;
    loop._$head = 0;
  } else if (loop._$head > 1024) {
    ready.splice(0, loop._$head);
    loop._$head = 0;
  }
}
function loopDrive(loop) {
  loopTurn(loop);
  const stop = loop._$stop;
  if (stop) {
    loop._$stop = undefined;
    stop();
  } else if (loop._$fatal) {
    const x = loop._$fatal;
    loop._$fatal = undefined;
    loop._$woken = false;
    timerArm(loop);
    if (loop._$onfatal) loop._$onfatal(x);
    else throw x;
    return;
  }
  if (loop._$head < loop._$ready.length) {
    const now = performance.now();
    if (now - loop._$slice < LOOP_SLICE_MS) queueMicrotask(() => loopDrive(loop));
    else {
      setTimeout(() => {
        loop._$slice = performance.now();
        loopDrive(loop);
      }, 0);
    }
  } else {
    loop._$woken = false;
    timerArm(loop);
  }
}
// A page's report of uncaught exceptions puts itself into `_$tell`.
function loopReport(what, exc) {
  (loopState._$tell ?? console.error)(what, exc);
}
// a task of the default loop failed: say so unless somebody looks within the next macrotask turns
function loopUnseen(task) {
  if (task._$loop !== loopState._$default) return;
  setTimeout(() => {
    if (!task._$seen) loopReport('Task exception was never retrieved' + (reached(PyTask) ? ': ' + repr_(task) : ''), task._$exc);
  }, 100);
}

// Runs main, then cancels what is left, then closes open async generators: the end of asyncio.run. finish(value, exc) is called once.
function loopStart(loop, main, finish) {
  const task = new Task(main, loop);
  loop._$onfatal = x => {
    loop._$onfatal = undefined;
    loop._$closed = true;
    finish(null, x);
  };
  const after = (tasks, next) => {
    let left = tasks.length;
    if (!left) {
      next();
      return;
    }
    const one = f => {
      f._$seen = true;
      if (!--left) loop._$stop = next; // called after the turn
    };
    for (const t of tasks) futureThen(t, one);
  };
  after([task], () => {
    const rest = [...loopTasks(loop)];
    for (const t of rest) t._$cancel(null);
    after(rest, () => {
      after([...loop._$agens].map(g => new Task(agenClose(g), loop)), () => {
        loop._$closed = true;
        if (task._$cancelled) finish(null, futureCancelled(task));
        else finish(task._$result, task._$exc);
      });
    });
  });
}
/** asyncio.run for module level: a promise of the result. The page goes on meanwhile. */
export function loopRun(main) {
  const place = reached(places) ? new Error() : undefined;
  return new Promise((resolve, reject) => {
    loopStart(new EventLoop(), main, (value, exc) => {
      if (exc === null) resolve(value);
      else {
        if (reached(places)) traceRaise(exc, place);
        reject(exc);
      }
    });
  });
}
/** asyncio.run inside a plain function: nothing else runs until main is done; JavaScript promises cannot settle meanwhile. */
export function loopRunBlocking(main) {
  const loop = new EventLoop();
  let over = false;
  let result = null;
  let failure = null;
  loopStart(loop, main, (value, exc) => {
    over = true;
    result = value;
    failure = exc;
  });
  loopBlock(loop, () => over);
  if (failure !== null) throw again(failure);
  return result;
}
// Turns the loop until over() holds.
function loopBlock(loop, over) {
  loop._$blocking = true;
  while (!over()) {
    loopTurn(loop);
    const stop = loop._$stop;
    if (stop) {
      loop._$stop = undefined;
      stop();
    }
    if (loop._$fatal) throw again(loop._$fatal);
    if (over() || loop._$head < loop._$ready.length) continue;
    if (!loop._$timers.length) {
      throw new RuntimeError('asyncio.run() waits for a JavaScript promise inside a plain function; call it at module level, or await the coroutine');
    }
    const until = loop._$timers[0]._$when;
    while (loopNow() < until) loopPause(until);
  }
  loop._$blocking = false;
}
function loopPause(until) {
  const ms = (until - loopNow()) * 1000;
  if (ms > 1 && globalThis.document === undefined && typeof globalThis.SharedArrayBuffer === 'function') {
    globalThis.Atomics.wait(new Int32Array(new globalThis.SharedArrayBuffer(4)), 0, 0, ms);
  }
}
