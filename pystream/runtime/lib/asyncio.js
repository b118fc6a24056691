// asyncio: what client code uses, over the loop in builtins/coroutines.js. Names, order and error texts are CPython 3.11's.
import {applyMixed} from '../builtins/calls.js';
import {Kw, PyObject, cls, meth, prop, sig, typeName} from '../builtins/core.js';
import {CancelledError, EventLoop, Handle, InvalidStateError, PyFuture, PyTask, await_, co, coroutineIs, futureIs, iscofunction, loopCurrent, loopNow,
  loopRun, loopRunBlocking, loopState, loopTasks, promiseFuture, taskCurrent} from '../builtins/coroutines.js';
import {Exception, KeyboardInterrupt, RuntimeError, SystemExit, TimeoutError, TypeError_, ValueError, caught, isexc} from '../builtins/exceptions.js';
import {BaseExceptionGroup} from '../builtins/excgroups.js';
import {box} from '../builtins/float.js';
import {gen, it} from '../builtins/generators.js';
import {lt, truth} from '../builtins/ops.js';
import {repr_} from '../builtins/repr.js';
import {set_of} from '../builtins/set.js';
import {T} from '../builtins/tuple.js';

function asyncioRunning() {
  if (loopState._$running === null) throw new RuntimeError('no running event loop');
  return loopState._$running;
}
function asyncioLoop() {
  return loopCurrent();
}
/** A promise of main's result: the compiler awaits it where a module calls it at its top level. */
function asyncioRun(main, debug) {
  asyncioMain(main);
  return loopRun(main);
}
sig(asyncioRun, 'run(main,debug=)');
/** asyncio.run inside a plain function: blocks until main is done. */
function asyncioRunBlocking(main, debug) {
  asyncioMain(main);
  return loopRunBlocking(main);
}
sig(asyncioRunBlocking, 'run(main,debug=)');
function asyncioMain(main) {
  if (loopState._$running !== null) throw new RuntimeError('asyncio.run() cannot be called from a running event loop');
  if (!coroutineIs(main)) throw new ValueError('a coroutine was expected, got ' + repr_(main));
}

function asyncioCreateTask(coro, name = null, context = null) {
  return new PyTask(coro, asyncioRunning(), name);
}
sig(asyncioCreateTask, 'create_task(coro,name=,context=)');
function asyncioEnsureFuture(x, loop = null) {
  return asyncioFuture(x, loop);
}
sig(asyncioEnsureFuture, 'ensure_future(coro_or_future,loop=)');
const asyncioWrap = /*@__PURE__*/ co(function* (x) {
  return yield* await_(x);
});
function asyncioFuture(x, loop) {
  if (futureIs(x)) return x;
  if (coroutineIs(x)) return new PyTask(x, loop || loopCurrent());
  if (x !== null && x !== undefined) {
    if (x.__await__) return new PyTask(asyncioWrap(x), loop || loopCurrent());
    if (typeof x.then === 'function') return promiseFuture(x);
  }
  throw new TypeError_('An asyncio.Future, a coroutine or an awaitable is required');
}
function asyncioCurrentTask(loop) {
  if (loop === undefined || loop === null) asyncioRunning();
  return taskCurrent();
}
sig(asyncioCurrentTask, 'current_task(loop=)');
function asyncioAllTasks(loop) {
  return set_of([...loopTasks(loop || asyncioRunning())].filter(t => !t.done()));
}
sig(asyncioAllTasks, 'all_tasks(loop=)');
function asyncioIscoroutine(x) {
  return coroutineIs(x);
}
function asyncioIscoroutinefunction(f) {
  return iscofunction(f);
}
function asyncioIsfuture(x) {
  return futureIs(x);
}

const asyncioSleep = /*@__PURE__*/ co(function* sleep(delay, result = null) {
  if (!(Number(delay) > 0)) {
    yield null;
    return result;
  }
  const loop = asyncioRunning();
  const f = new PyFuture(loop);
  const h = loop.call_later(delay, asyncioRelease, f, result);
  try {
    return yield* await_(f);
  } finally {
    h.cancel();
  }
});
sig(asyncioSleep, 'sleep(delay,result=)');
function asyncioRelease(f, result) {
  if (!f.done()) f.set_result(result === undefined ? null : result);
}

// ---- waiting for several

const AsyncioGathering = /*@__PURE__*/ cls(function _GatheringFuture(children, loop) {
  PyFuture.prototype.__init__.call(this, loop);
  this._$children = children;
  this._$asked = false;
}, '_GatheringFuture', [PyFuture], asyncioGatheringBody);
function asyncioGatheringBody(c) {
  c._$cancel = function (msg) {
    if (this._$done) return false;
    let any = false;
    for (const child of this._$children) if (child._$cancel(msg)) any = true;
    if (any) this._$asked = true;
    return any;
  };
}
function asyncioGather(...aws) {
  let exceptions = false;
  if (aws[aws.length - 1] instanceof Kw) {
    const names = aws.pop()._$names;
    for (const name in names) {
      if (name !== 'return_exceptions') throw new TypeError_("gather() got an unexpected keyword argument '" + name + "'");
      exceptions = names[name];
    }
  }
  if (!aws.length) {
    const f = new PyFuture(loopCurrent());
    f.set_result([]);
    return f;
  }
  let outer = null;
  let left = 0;
  const children = [];
  const seen = new Map();
  const done = f => {
    left--;
    if (outer === null || outer.done()) {
      if (!f.cancelled()) f.exception();
      return;
    }
    if (!exceptions) {
      const exc = asyncioFailure(f);
      if (exc !== null) {
        outer.set_exception(exc);
        return;
      }
    }
    if (left > 0) return;
    const results = children.map(child => {
      // CPython's gather makes a CancelledError of its own, with an empty message
      if (child.cancelled()) return new CancelledError(child._$msg ?? '');
      const exc = child.exception();
      return exc === null ? child.result() : exc;
    });
    if (outer._$asked) outer.set_exception(asyncioFailure(f) || new CancelledError());
    else outer.set_result(results);
  };
  let loop = null;
  for (const x of aws) {
    let f = seen.get(x);
    if (f === undefined) {
      f = asyncioFuture(x, loop);
      if (loop === null) loop = f.get_loop();
      left++;
      seen.set(x, f);
      f.add_done_callback(done);
    }
    children.push(f);
  }
  outer = new AsyncioGathering(children, loop);
  return outer;
}
sig(asyncioGather, 'gather(*coros_or_futures,return_exceptions=)');
// the exception of a done future, CancelledError included, or null
function asyncioFailure(f) {
  if (!f.cancelled()) return f.exception();
  try {
    f.result();
  } catch (e) {
    return caught(e);
  }
}

const asyncioWaitFor = /*@__PURE__*/ co(function* wait_for(fut, timeout) {
  if (timeout === null) return yield* await_(fut);
  const loop = asyncioRunning();
  if (Number(timeout) <= 0) {
    const f = asyncioFuture(fut, loop);
    if (f.done()) return f.result();
    yield* asyncioCancelAndWait(f, loop);
    return asyncioLate(f);
  }
  const waiter = new PyFuture(loop);
  const handle = loop.call_later(timeout, asyncioRelease, waiter);
  const release = () => asyncioRelease(waiter);
  const f = asyncioFuture(fut, loop);
  f.add_done_callback(release);
  try {
    try {
      yield* await_(waiter);
    } catch (e) {
      const x = caught(e);
      if (!isexc(x, CancelledError)) throw x;
      if (f.done()) return f.result();
      f.remove_done_callback(release);
      yield* asyncioCancelAndWait(f, loop);
      throw x;
    }
    if (f.done()) return f.result();
    f.remove_done_callback(release);
    yield* asyncioCancelAndWait(f, loop);
    return asyncioLate(f);
  } finally {
    handle.cancel();
  }
});
sig(asyncioWaitFor, 'wait_for(fut,timeout)');
function* asyncioCancelAndWait(f, loop) {
  const waiter = new PyFuture(loop);
  const release = () => asyncioRelease(waiter);
  f.add_done_callback(release);
  try {
    f.cancel();
    yield* await_(waiter);
  } finally {
    f.remove_done_callback(release);
  }
}
// the future was cancelled because time is up: its result, if it had one after all
function asyncioLate(f) {
  try {
    return f.result();
  } catch (e) {
    const x = caught(e);
    if (!isexc(x, CancelledError)) throw x;
    const late = new TimeoutError();
    asyncioCause(late, x);
    throw late;
  }
}
function asyncioCause(exc, cause) {
  exc.__cause__ = cause;
  exc.__context__ = cause;
  exc.__suppress_context__ = true;
}

const asyncioWait = /*@__PURE__*/ co(function* wait(fs, timeout = null, return_when = 'ALL_COMPLETED') {
  if (futureIs(fs) || coroutineIs(fs)) throw new TypeError_('expect a list of futures, not ' + typeName(fs));
  const all = [...new Set(it(fs))];
  if (!all.length) throw new ValueError('Set of Tasks/Futures is empty.');
  if (return_when !== 'ALL_COMPLETED' && return_when !== 'FIRST_COMPLETED' && return_when !== 'FIRST_EXCEPTION') {
    throw new ValueError('Invalid return_when value: ' + return_when);
  }
  if (all.some(f => coroutineIs(f))) throw new TypeError_('Passing coroutines is forbidden, use tasks explicitly.');
  const loop = asyncioRunning();
  for (const f of all) if (!futureIs(f)) throw new TypeError_('An asyncio.Future, a coroutine or an awaitable is required');
  const ended = f => return_when === 'FIRST_COMPLETED' || return_when === 'FIRST_EXCEPTION' && !f.cancelled() && f.exception() !== null;
  const waiter = new PyFuture(loop);
  const handle = timeout === null ? null : loop.call_later(timeout, asyncioRelease, waiter);
  let left = all.length;
  const done = f => {
    left--;
    if (left <= 0 || ended(f)) {
      if (handle !== null) handle.cancel();
      asyncioRelease(waiter);
    }
  };
  for (const f of all) f.add_done_callback(done);
  try {
    yield* await_(waiter);
  } finally {
    if (handle !== null) handle.cancel();
    for (const f of all) f.remove_done_callback(done);
  }
  return T(set_of(all.filter(f => f.done())), set_of(all.filter(f => !f.done())));
});
sig(asyncioWait, 'wait(fs,timeout=,return_when=)');

const asyncioOne = /*@__PURE__*/ co(function* (queue) {
  const f = yield* await_(queue.$get());
  if (f === null) throw new TimeoutError();
  return f.result();
});
const asyncioEach = /*@__PURE__*/ gen(function* (n, queue) {
  for (let i = 0; i < n; i++) yield asyncioOne(queue);
});
function asyncioAsCompleted(fs, timeout = null) {
  if (futureIs(fs) || coroutineIs(fs)) throw new TypeError_('expect an iterable of futures, not ' + typeName(fs));
  const loop = loopCurrent();
  const todo = new Set([...new Set(it(fs))].map(x => asyncioFuture(x, loop)));
  const queue = new AsyncioQueue();
  let handle = null;
  const done = f => {
    if (!todo.delete(f)) return;
    queue.put_nowait(f);
    if (!todo.size && handle !== null) handle.cancel();
  };
  for (const f of todo) f.add_done_callback(done);
  if (todo.size && timeout !== null) {
    handle = loop.call_later(timeout, () => {
      for (const f of todo) {
        f.remove_done_callback(done);
        queue.put_nowait(null);
      }
      todo.clear();
    });
  }
  return asyncioEach(todo.size, queue);
}
sig(asyncioAsCompleted, 'as_completed(fs,timeout=)');

function asyncioShield(x) {
  const inner = asyncioFuture(x, null);
  if (inner.done()) return inner;
  const outer = new PyFuture(inner.get_loop());
  const done = f => {
    if (outer.cancelled()) {
      if (!f.cancelled()) f.exception();
      return;
    }
    if (f.cancelled()) outer.cancel();
    else if (f.exception() !== null) outer.set_exception(f.exception());
    else outer.set_result(f.result());
  };
  inner.add_done_callback(done);
  outer.add_done_callback(() => {
    if (!inner.done()) inner.remove_done_callback(done);
  });
  return outer;
}
sig(asyncioShield, 'shield(arg)');

// ---- timeout

const AsyncioTimeout = /*@__PURE__*/ cls(function Timeout(when) {
  if (!new.target) return new AsyncioTimeout(when);
  this.__init__(when);
}, 'Timeout', [PyObject], asyncioTimeoutBody, {module: 'asyncio.timeouts'});
function asyncioTimeoutBody(c) {
  c.__init__ = meth(function (when) {
    this._$state = 'created';
    this._$when = when;
    this._$handle = null;
    this._$task = null;
    return null;
  }, 'Timeout.__init__(self,when)');
  c.when = meth(function () {
    return this._$when;
  }, 'Timeout.when(self)');
  c.reschedule = meth(function (when) {
    if (this._$state !== 'active') throw new RuntimeError('Cannot change state of ' + asyncioTimeoutState(this) + ' Timeout');
    this._$when = when;
    if (this._$handle !== null) this._$handle.cancel();
    this._$handle = null;
    if (when !== null) {
      const loop = asyncioRunning();
      const late = () => {
        this._$task.cancel();
        this._$state = 'expiring';
        this._$handle = null;
      };
      this._$handle = Number(when) <= loopNow() ? loop.call_soon(late) : loop.call_at(when, late);
    }
    return null;
  }, 'Timeout.reschedule(self,when)');
  c.expired = meth(function () {
    return this._$state === 'expiring' || this._$state === 'expired';
  }, 'Timeout.expired(self)');
  c.__repr__ = meth(function () {
    const when = this._$state === 'active' ? ' when=' + (this._$when === null ? 'None' : repr_(this._$when)) : '';
    return "<Timeout [" + asyncioTimeoutState(this) + "]" + when + '>';
  }, 'Timeout.__repr__(self)');
  c.__aenter__ = meth(co(function* () {
    this._$state = 'active';
    this._$task = taskCurrent();
    if (this._$task === null) throw new RuntimeError('Timeout should be used inside a task');
    this._$before = this._$task.cancelling();
    this.reschedule(this._$when);
    return this;
  }), 'Timeout.__aenter__(self)');
  c.__aexit__ = meth(co(function* (type, exc, tb) {
    if (this._$handle !== null) this._$handle.cancel();
    this._$handle = null;
    if (this._$state === 'expiring') {
      this._$state = 'expired';
      if (this._$task.uncancel() <= this._$before && exc !== null && isexc(exc, CancelledError)) {
        const late = new TimeoutError();
        asyncioCause(late, exc);
        throw late;
      }
    } else if (this._$state === 'active') this._$state = 'finished';
    return null;
  }), 'Timeout.__aexit__(self,type,exc,tb)');
}
function asyncioTimeoutState(t) {
  return t._$state;
}
function asyncioTimeoutIn(delay) {
  return new AsyncioTimeout(delay === null ? null : box(loopNow() + Number(delay)));
}
sig(asyncioTimeoutIn, 'timeout(delay)');
function asyncioTimeoutAt(when) {
  return new AsyncioTimeout(when);
}
sig(asyncioTimeoutAt, 'timeout_at(when)');

// ---- TaskGroup

const AsyncioTaskGroup = /*@__PURE__*/ cls(function TaskGroup() {
  if (!new.target) return new AsyncioTaskGroup();
  this.__init__();
}, 'TaskGroup', [PyObject], asyncioTaskGroupBody, {module: 'asyncio.taskgroups'});
function asyncioTaskGroupBody(c) {
  c.__init__ = meth(function () {
    this._$entered = this._$exiting = this._$aborting = this._$parentAsked = false;
    this._$loop = this._$parent = this._$waiter = this._$base = null;
    this._$tasks = new Set();
    this._$errors = [];
    return null;
  }, 'TaskGroup.__init__(self)');
  c.__aenter__ = meth(co(function* () {
    if (this._$entered) throw new RuntimeError('TaskGroup ' + repr_(this) + ' has been already entered');
    this._$entered = true;
    this._$loop = asyncioRunning();
    this._$parent = taskCurrent();
    if (this._$parent === null) throw new RuntimeError('TaskGroup ' + repr_(this) + ' cannot determine the parent task');
    return this;
  }), 'TaskGroup.__aenter__(self)');
  c.__aexit__ = meth(co(function* (type, exc, tb) {
    this._$exiting = true;
    if (exc !== null && asyncioIsBase(exc) && this._$base === null) this._$base = exc;
    let cancelled = exc !== null && isexc(exc, CancelledError) ? exc : null;
    if (this._$parentAsked && this._$parent.uncancel() === 0) cancelled = null;
    if (exc !== null && !this._$aborting) asyncioAbort(this);
    while (this._$tasks.size) {
      if (this._$waiter === null) this._$waiter = new PyFuture(this._$loop);
      try {
        yield* await_(this._$waiter);
      } catch (e) {
        const x = caught(e);
        if (!isexc(x, CancelledError)) throw x;
        if (!this._$aborting) {
          cancelled = x;
          asyncioAbort(this);
        }
      }
      this._$waiter = null;
    }
    if (this._$base !== null) throw this._$base;
    if (cancelled !== null && !this._$errors.length) throw cancelled;
    if (exc !== null && !isexc(exc, CancelledError)) this._$errors.push(exc);
    if (this._$errors.length) {
      const all = this._$errors;
      this._$errors = [];
      const group = BaseExceptionGroup('unhandled errors in a TaskGroup', all);
      throw group;
    }
    return null;
  }), 'TaskGroup.__aexit__(self,type,exc,tb)');
  c.create_task = meth(function (coro, name = null, context = null) {
    if (!this._$entered) throw new RuntimeError('TaskGroup ' + repr_(this) + ' has not been entered');
    if (this._$exiting && !this._$tasks.size) throw new RuntimeError('TaskGroup ' + repr_(this) + ' is finished');
    if (this._$aborting) throw new RuntimeError('TaskGroup ' + repr_(this) + ' is shutting down');
    const task = new PyTask(coro, this._$loop, name);
    this._$tasks.add(task);
    task.add_done_callback(t => asyncioGroupDone(this, t));
    return task;
  }, 'TaskGroup.create_task(self,coro,name=,context=)');
  c.__repr__ = meth(function () {
    const info = [''];
    if (this._$tasks.size) info.push('tasks=' + this._$tasks.size);
    if (this._$errors.length) info.push('errors=' + this._$errors.length);
    if (this._$aborting) info.push('cancelling');
    else if (this._$entered) info.push('entered');
    return '<TaskGroup' + info.join(' ') + '>';
  }, 'TaskGroup.__repr__(self)');
}
function asyncioIsBase(exc) {
  return isexc(exc, SystemExit) || isexc(exc, KeyboardInterrupt);
}
function asyncioAbort(group) {
  group._$aborting = true;
  for (const t of group._$tasks) if (!t.done()) t.cancel();
}
function asyncioGroupDone(group, task) {
  group._$tasks.delete(task);
  if (group._$waiter !== null && !group._$tasks.size && !group._$waiter.done()) group._$waiter.set_result(true);
  if (task.cancelled()) return;
  const exc = task.exception();
  if (exc === null) return;
  group._$errors.push(exc);
  if (asyncioIsBase(exc) && group._$base === null) group._$base = exc;
  if (group._$parent.done()) return;
  if (!group._$aborting && !group._$parentAsked) {
    asyncioAbort(group);
    group._$parentAsked = true;
    group._$parent.cancel();
  }
}

// ---- locks

// `async with lock`
function asyncioManaged(c) {
  c.__aenter__ = meth(co(function* () {
    yield* await_(this.acquire());
    return null;
  }), 'TaskGroup.__aenter__(self)');
  c.__aexit__ = meth(co(function* (type, exc, tb) {
    this.release();
    return null;
  }), 'TaskGroup.__aexit__(self,type,exc,tb)');
}
// wait in line; the place is given up in any case
function* asyncioQueueUp(list, loop) {
  const f = new PyFuture(loop);
  list.push(f);
  try {
    yield* await_(f);
  } finally {
    const i = list.indexOf(f);
    if (i >= 0) list.splice(i, 1);
  }
}
function asyncioWake(list) {
  for (const f of list) {
    if (!f.done()) {
      f.set_result(true);
      return true;
    }
  }
  return false;
}

const AsyncioLock = /*@__PURE__*/ cls(function Lock() {
  if (!new.target) return new AsyncioLock();
  this.__init__();
}, 'Lock', [PyObject], asyncioLockBody, {module: 'asyncio.locks'});
function asyncioLockBody(c) {
  asyncioManaged(c);
  c.__init__ = meth(function () {
    this._$waiters = [];
    this._$locked = false;
    return null;
  }, 'Lock.__init__(self)');
  c.locked = meth(function () {
    return this._$locked;
  }, 'Lock.locked(self)');
  c.acquire = meth(co(function* () {
    if (!this._$locked && this._$waiters.every(f => f.cancelled())) {
      this._$locked = true;
      return true;
    }
    try {
      yield* asyncioQueueUp(this._$waiters, asyncioRunning());
    } catch (e) {
      const x = caught(e);
      if (isexc(x, CancelledError) && !this._$locked) asyncioLockNext(this);
      throw x;
    }
    this._$locked = true;
    return true;
  }), 'Lock.acquire(self)');
  c.release = meth(function () {
    if (!this._$locked) throw new RuntimeError('Lock is not acquired.');
    this._$locked = false;
    asyncioLockNext(this);
    return null;
  }, 'Lock.release(self)');
  c.__repr__ = meth(function () {
    return asyncioLockRepr(this, 'Lock', this._$locked ? 'locked' : 'unlocked');
  }, 'Lock.__repr__(self)');
}
function asyncioLockNext(lock) {
  const f = lock._$waiters[0];
  if (f !== undefined && !f.done()) f.set_result(true);
}
function asyncioLockRepr(lock, name, state) {
  const n = lock._$waiters.length;
  return '<asyncio.locks.' + name + ' object at 0x7f0000000000 [' + state + (n ? ', waiters:' + n : '') + ']>';
}

const AsyncioEvent = /*@__PURE__*/ cls(function Event() {
  if (!new.target) return new AsyncioEvent();
  this.__init__();
}, 'Event', [PyObject], asyncioEventBody, {module: 'asyncio.locks'});
function asyncioEventBody(c) {
  c.__init__ = meth(function () {
    this._$waiters = [];
    this._$on = false;
    return null;
  }, 'Event.__init__(self)');
  c.is_set = meth(function () {
    return this._$on;
  }, 'Event.is_set(self)');
  c.$set = meth(function () {
    if (!this._$on) {
      this._$on = true;
      for (const f of this._$waiters) if (!f.done()) f.set_result(true);
    }
    return null;
  }, 'Event.set(self)');
  c.$clear = meth(function () {
    this._$on = false;
    return null;
  }, 'Event.clear(self)');
  c.wait = meth(co(function* () {
    if (!this._$on) yield* asyncioQueueUp(this._$waiters, asyncioRunning());
    return true;
  }), 'Event.wait(self)');
  c.__repr__ = meth(function () {
    return asyncioLockRepr(this, 'Event', this._$on ? 'set' : 'unset');
  }, 'Event.__repr__(self)');
}

const AsyncioCondition = /*@__PURE__*/ cls(function Condition(lock) {
  if (!new.target) return new AsyncioCondition(lock);
  this.__init__(lock);
}, 'Condition', [PyObject], asyncioConditionBody, {module: 'asyncio.locks'});
function asyncioConditionBody(c) {
  asyncioManaged(c);
  c.__init__ = meth(function (lock = null) {
    this._$lock = lock === null ? new AsyncioLock() : lock;
    this._$waiters = [];
    return null;
  }, 'Condition.__init__(self,lock=)');
  c.locked = meth(function () {
    return this._$lock.locked();
  }, 'Condition.locked(self)');
  c.acquire = meth(function () {
    return this._$lock.acquire();
  }, 'Condition.acquire(self)');
  c.release = meth(function () {
    return this._$lock.release();
  }, 'Condition.release(self)');
  c.wait = meth(co(function* () {
    if (!this._$lock.locked()) throw new RuntimeError('cannot wait on un-acquired lock');
    this._$lock.release();
    try {
      yield* asyncioQueueUp(this._$waiters, asyncioRunning());
      return true;
    } finally {
      // the lock is taken again, whatever happened; a cancellation meanwhile is raised after that
      let cancelled = null;
      for (;;) {
        try {
          yield* await_(this._$lock.acquire());
          break;
        } catch (e) {
          const x = caught(e);
          if (!isexc(x, CancelledError)) throw x;
          cancelled = x;
        }
      }
      if (cancelled !== null) throw cancelled;
    }
  }), 'Condition.wait(self)');
  c.wait_for = meth(co(function* (predicate) {
    let r = predicate();
    while (!asyncioTrue(r)) {
      yield* await_(this.wait());
      r = predicate();
    }
    return r;
  }), 'Condition.wait_for(self,predicate)');
  c.notify = meth(function (n = 1) {
    if (!this._$lock.locked()) throw new RuntimeError('cannot notify on un-acquired lock');
    let left = n;
    for (const f of this._$waiters) {
      if (left <= 0) break;
      if (!f.done()) {
        left--;
        f.set_result(false);
      }
    }
    return null;
  }, 'Condition.notify(self,n=)');
  c.notify_all = meth(function () {
    this.notify(this._$waiters.length);
    return null;
  }, 'Condition.notify_all(self)');
  c.__repr__ = meth(function () {
    return asyncioLockRepr(this, 'Condition', this._$lock.locked() ? 'locked' : 'unlocked');
  }, 'Condition.__repr__(self)');
}
function asyncioTrue(x) {
  return truth(x);
}

const AsyncioSemaphore = /*@__PURE__*/ cls(function Semaphore(value) {
  if (!new.target) return new AsyncioSemaphore(value);
  this.__init__(value);
}, 'Semaphore', [PyObject], asyncioSemaphoreBody, {module: 'asyncio.locks'});
function asyncioSemaphoreBody(c) {
  asyncioManaged(c);
  c.__init__ = meth(function (value = 1) {
    if (value < 0) throw new ValueError('Semaphore initial value must be >= 0');
    this._$waiters = [];
    this._$value = value;
    return null;
  }, 'Semaphore.__init__(self,value=)');
  c.locked = meth(function () {
    return this._$value === 0 || this._$waiters.some(f => !f.cancelled());
  }, 'Semaphore.locked(self)');
  c.acquire = meth(co(function* () {
    if (!this.locked()) {
      this._$value--;
      return true;
    }
    const f = new PyFuture(asyncioRunning());
    this._$waiters.push(f);
    try {
      try {
        yield* await_(f);
      } finally {
        const i = this._$waiters.indexOf(f);
        if (i >= 0) this._$waiters.splice(i, 1);
      }
    } catch (e) {
      const x = caught(e);
      if (isexc(x, CancelledError) && !f.cancelled()) {
        this._$value++;
        asyncioSemaphoreNext(this);
      }
      throw x;
    }
    if (this._$value > 0) asyncioSemaphoreNext(this);
    return true;
  }), 'Semaphore.acquire(self)');
  c.release = meth(function () {
    this._$value++;
    asyncioSemaphoreNext(this);
    return null;
  }, 'Semaphore.release(self)');
  c.__repr__ = meth(function () {
    return asyncioLockRepr(this, typeName(this), this.locked() ? 'locked' : 'unlocked, value:' + this._$value);
  }, 'Semaphore.__repr__(self)');
}
function asyncioSemaphoreNext(s) {
  if (asyncioWake(s._$waiters)) s._$value--;
}
const AsyncioBoundedSemaphore = /*@__PURE__*/ cls(function BoundedSemaphore(value) {
  if (!new.target) return new AsyncioBoundedSemaphore(value);
  this.__init__(value);
}, 'BoundedSemaphore', [AsyncioSemaphore], asyncioBoundedSemaphoreBody, {module: 'asyncio.locks'});
function asyncioBoundedSemaphoreBody(c) {
  c.__init__ = meth(function (value = 1) {
    AsyncioSemaphore.prototype.__init__.call(this, value);
    this._$bound = value;
    return null;
  }, 'BoundedSemaphore.__init__(self,value=)');
  c.release = meth(function () {
    if (this._$value >= this._$bound) throw new ValueError('BoundedSemaphore released too many times');
    return AsyncioSemaphore.prototype.release.call(this);
  }, 'BoundedSemaphore.release(self)');
}

const AsyncioBarrier = /*@__PURE__*/ cls(function Barrier(parties) {
  if (!new.target) return new AsyncioBarrier(parties);
  this.__init__(parties);
}, 'Barrier', [PyObject], asyncioBarrierBody, {module: 'asyncio.locks'});
function asyncioBarrierBody(c) {
  c.__init__ = meth(function (parties) {
    if (parties < 1) throw new ValueError('parties must be > 0');
    this._$parties = parties;
    this._$round = [];
    return null;
  }, 'Barrier.__init__(self,parties)');
  prop(c, 'parties', function () {
    return this._$parties;
  });
  prop(c, 'n_waiting', function () {
    return this._$round.length;
  });
  c.wait = meth(co(function* () {
    const index = this._$round.length;
    if (index + 1 === this._$parties) {
      for (const f of this._$round) asyncioRelease(f);
      this._$round = [];
      return index;
    }
    yield* asyncioQueueUp(this._$round, asyncioRunning());
    return index;
  }), 'Barrier.wait(self)');
  c.__aenter__ = meth(co(function* () {
    return yield* await_(this.wait());
  }), 'Barrier.__aenter__(self)');
  c.__aexit__ = meth(co(function* (type, exc, tb) {
    return null;
  }), 'Barrier.__aexit__(self,type,exc,tb)');
}

// ---- queues

const AsyncioQueueEmpty = /*@__PURE__*/ cls(function QueueEmpty(...a) {
  if (!new.target) return new AsyncioQueueEmpty(...a);
  this.__init__(...a);
}, 'QueueEmpty', [Exception], null, {module: 'asyncio.queues'});
const AsyncioQueueFull = /*@__PURE__*/ cls(function QueueFull(...a) {
  if (!new.target) return new AsyncioQueueFull(...a);
  this.__init__(...a);
}, 'QueueFull', [Exception], null, {module: 'asyncio.queues'});

const AsyncioQueue = /*@__PURE__*/ cls(function Queue(maxsize) {
  if (!new.target) return new AsyncioQueue(maxsize);
  this.__init__(maxsize);
}, 'Queue', [PyObject], asyncioQueueBody, {module: 'asyncio.queues'});
function asyncioQueueBody(c) {
  c.__init__ = meth(function (maxsize = 0) {
    this._$max = maxsize;
    this._$items = [];
    this._$getters = [];
    this._$putters = [];
    this._$unfinished = 0;
    this._$finished = new AsyncioEvent();
    this._$finished.$set();
    return null;
  }, 'Queue.__init__(self,maxsize=)');
  // what subclasses order by
  c._$take = function () {
    return this._$items.shift();
  };
  c._$add = function (item) {
    this._$items.push(item);
  };
  c.qsize = meth(function () {
    return this._$items.length;
  }, 'Queue.qsize(self)');
  prop(c, 'maxsize', function () {
    return this._$max;
  });
  c.empty = meth(function () {
    return !this._$items.length;
  }, 'Queue.empty(self)');
  c.full = meth(function () {
    return this._$max > 0 && this.qsize() >= this._$max;
  }, 'Queue.full(self)');
  c.put = meth(co(function* (item) {
    yield* asyncioQueueWait(this, this._$putters, () => this.full());
    return this.put_nowait(item);
  }), 'Queue.put(self,item)');
  c.put_nowait = meth(function (item) {
    if (this.full()) throw new AsyncioQueueFull();
    this._$add(item);
    this._$unfinished++;
    this._$finished.$clear();
    asyncioQueueWake(this._$getters);
    return null;
  }, 'Queue.put_nowait(self,item)');
  c.$get = meth(co(function* () {
    yield* asyncioQueueWait(this, this._$getters, () => this.empty());
    return this.get_nowait();
  }), 'Queue.get(self)');
  c.get_nowait = meth(function () {
    if (this.empty()) throw new AsyncioQueueEmpty();
    const item = this._$take();
    asyncioQueueWake(this._$putters);
    return item;
  }, 'Queue.get_nowait(self)');
  c.task_done = meth(function () {
    if (this._$unfinished <= 0) throw new ValueError('task_done() called too many times');
    if (!--this._$unfinished) this._$finished.$set();
    return null;
  }, 'Queue.task_done(self)');
  c.$join = meth(co(function* () {
    if (this._$unfinished > 0) yield* await_(this._$finished.wait());
    return null;
  }), 'Queue.join(self)');
  c.__repr__ = meth(function () {
    let s = '<' + typeName(this) + ' at 0x7f0000000000 maxsize=' + repr_(this._$max);
    if (this._$items.length) s += ' _queue=' + repr_(this._$items);
    if (this._$getters.length) s += ' _getters[' + this._$getters.length + ']';
    if (this._$putters.length) s += ' _putters[' + this._$putters.length + ']';
    if (this._$unfinished) s += ' tasks=' + this._$unfinished;
    return s + '>';
  }, 'Queue.__repr__(self)');
}
function asyncioQueueWake(list) {
  while (list.length) {
    const f = list.shift();
    if (!f.done()) {
      f.set_result(null);
      return;
    }
  }
}
function* asyncioQueueWait(queue, list, blocked) {
  while (blocked()) {
    const f = new PyFuture(asyncioRunning());
    list.push(f);
    try {
      yield* await_(f);
    } catch (e) {
      f.cancel();
      const i = list.indexOf(f);
      if (i >= 0) list.splice(i, 1);
      // woken and cancelled at once: the next one in line is woken instead
      if (!blocked() && !f.cancelled()) asyncioQueueWake(list);
      throw e;
    }
  }
}
const AsyncioLifoQueue = /*@__PURE__*/ cls(function LifoQueue(maxsize) {
  if (!new.target) return new AsyncioLifoQueue(maxsize);
  this.__init__(maxsize);
}, 'LifoQueue', [AsyncioQueue], asyncioLifoQueueBody, {module: 'asyncio.queues'});
function asyncioLifoQueueBody(c) {
  c._$take = function () {
    return this._$items.pop();
  };
}
const AsyncioPriorityQueue = /*@__PURE__*/ cls(function PriorityQueue(maxsize) {
  if (!new.target) return new AsyncioPriorityQueue(maxsize);
  this.__init__(maxsize);
}, 'PriorityQueue', [AsyncioQueue], asyncioPriorityQueueBody, {module: 'asyncio.queues'});
function asyncioPriorityQueueBody(c) {
  // heapq's moves, so that equal items come out in CPython's order
  c._$add = function (item) {
    this._$items.push(item);
    asyncioSiftDown(this._$items, 0, this._$items.length - 1);
  };
  c._$take = function () {
    const heap = this._$items;
    const last = heap.pop();
    if (!heap.length) return last;
    const first = heap[0];
    heap[0] = last;
    let at = 0;
    let child = 1;
    while (child < heap.length) {
      const right = child + 1;
      if (right < heap.length && !lt(heap[child], heap[right])) child = right;
      heap[at] = heap[child];
      at = child;
      child = 2 * at + 1;
    }
    heap[at] = last;
    asyncioSiftDown(heap, 0, at);
    return first;
  };
}
function asyncioSiftDown(heap, start, at) {
  const item = heap[at];
  while (at > start) {
    const parent = at - 1 >> 1;
    if (!lt(item, heap[parent])) break;
    heap[at] = heap[parent];
    at = parent;
  }
  heap[at] = item;
}

// A page has no threads: the function runs where it is called.
const asyncioToThread = /*@__PURE__*/ co(function* to_thread(f, ...args) {
  return applyMixed(f, undefined, args);
});
sig(asyncioToThread, 'to_thread(func,/,*args,**kwargs)');
function asyncioNewLoop() {
  return new EventLoop();
}
function asyncioSetLoop(loop) {
  loopState._$default = loop;
  return null;
}

const ASYNCIO_FIRST_COMPLETED = 'FIRST_COMPLETED';
const ASYNCIO_FIRST_EXCEPTION = 'FIRST_EXCEPTION';
const ASYNCIO_ALL_COMPLETED = 'ALL_COMPLETED';

export {asyncioRun as run, asyncioRunBlocking as run_blocking, asyncioSleep as sleep, asyncioGather as gather, asyncioCreateTask as create_task,
  asyncioEnsureFuture as ensure_future, asyncioWaitFor as wait_for, asyncioWait as wait, asyncioAsCompleted as as_completed, asyncioShield as shield,
  asyncioTimeoutIn as timeout, asyncioTimeoutAt as timeout_at, AsyncioTimeout as Timeout, AsyncioTaskGroup as TaskGroup, asyncioCurrentTask as current_task,
  asyncioAllTasks as all_tasks, asyncioRunning as get_running_loop, asyncioLoop as get_event_loop, asyncioIscoroutine as iscoroutine,
  asyncioToThread as to_thread, asyncioNewLoop as new_event_loop, asyncioSetLoop as set_event_loop, asyncioIscoroutinefunction as iscoroutinefunction, asyncioIsfuture as isfuture, AsyncioQueue as Queue, AsyncioLifoQueue as LifoQueue,
  AsyncioPriorityQueue as PriorityQueue, AsyncioQueueEmpty as QueueEmpty, AsyncioQueueFull as QueueFull, AsyncioEvent as Event, AsyncioLock as Lock,
  AsyncioCondition as Condition, AsyncioSemaphore as Semaphore, AsyncioBoundedSemaphore as BoundedSemaphore, AsyncioBarrier as Barrier,
  PyFuture as Future, PyTask as Task, Handle, CancelledError, InvalidStateError, TimeoutError, EventLoop as AbstractEventLoop,
  ASYNCIO_FIRST_COMPLETED as FIRST_COMPLETED, ASYNCIO_FIRST_EXCEPTION as FIRST_EXCEPTION, ASYNCIO_ALL_COMPLETED as ALL_COMPLETED};
