// What Python programs cannot show: JavaScript's promises under await, coroutines under JavaScript's await, the blocking run.
import assert from 'node:assert/strict';
import test from 'node:test';
import {load} from './load.mjs';

const {rt, asyncio} = await load('asyncio');
const {co, agen, await_, afor, astep, ayield} = rt;
const later = (ms, value) => new Promise(resolve => setTimeout(resolve, ms, value));

test('a coroutine awaits a promise', async () => {
  const main = co(function* () {
    return yield* await_(later(1, 5));
  });
  assert.equal(await asyncio.run(main()), 5);
});

test('a promise without a value gives None', async () => {
  const main = co(function* () {
    return yield* await_(Promise.resolve());
  });
  assert.equal(await asyncio.run(main()), null);
});

test('a rejected promise is a Python exception', async () => {
  const main = co(function* () {
    try {
      yield* await_(Promise.reject(new Error('network down')));
    } catch (e) {
      return rt.str_(rt.caught(e));
    }
  });
  assert.equal(await asyncio.run(main()), 'network down');
});

test('JavaScript awaits a coroutine and sees its exception', async () => {
  const add = co(function* (a, b) {
    yield* await_(asyncio.sleep(0));
    if (b === 0) throw rt.ValueError('zero');
    return a + b;
  });
  assert.equal(await add(1, 2), 3);
  await assert.rejects(async () => add(1, 0), e => rt.str_(e) === 'zero');
});

test('a task is awaitable for JavaScript', async () => {
  const main = co(function* () {
    const task = asyncio.create_task(asyncio.sleep(0, 'slept'));
    return yield* await_(Promise.all([task, later(1, 'js')]));
  });
  assert.deepEqual(await asyncio.run(main()), ['slept', 'js']);
});

test('async for runs over a JavaScript async iterable', async () => {
  async function* source() {
    yield 1;
    yield 2;
  }
  const main = co(function* () {
    const found = [];
    const i = afor(source());
    let v;
    while ((v = yield* astep(i)) !== undefined) found.push(v);
    return found;
  });
  assert.deepEqual(await asyncio.run(main()), [1, 2]);
});

test('a cancelled task leaves the promise alone', async () => {
  const seen = [];
  const wait = co(function* () {
    try {
      yield* await_(later(20));
    } catch (e) {
      seen.push(rt.typeName(rt.caught(e)));
      throw e;
    }
  });
  const main = co(function* () {
    const task = asyncio.create_task(wait());
    yield* await_(asyncio.sleep(0));
    task.cancel();
    yield* await_(asyncio.wait([task]));
    return task.cancelled();
  });
  assert.equal(await asyncio.run(main()), true);
  assert.deepEqual(seen, ['CancelledError']);
});

test('an async generator left early is closed by the loop', async () => {
  const seen = [];
  const rows = agen(function* () {
    try {
      yield ayield(1);
      yield ayield(2);
    } finally {
      seen.push('closed');
    }
  });
  const main = co(function* () {
    const i = afor(rows());
    seen.push(yield* astep(i));
    rt.aleave(i);
    yield* await_(asyncio.sleep(0));
    yield* await_(asyncio.sleep(0));
    seen.push('end');
  });
  await asyncio.run(main());
  assert.deepEqual(seen, [1, 'closed', 'end']);
});

test('run_blocking is done when it returns', () => {
  const seen = [];
  const part = co(function* (n) {
    yield* await_(asyncio.sleep(n / 1000));
    seen.push(n);
    return n;
  });
  const main = co(function* () {
    return yield* await_(asyncio.gather(part(3), part(1), part(2)));
  });
  assert.deepEqual(asyncio.run_blocking(main()), [3, 1, 2]);
  assert.deepEqual(seen, [1, 2, 3]);
});

test('run_blocking refuses to wait for a promise', () => {
  const main = co(function* () {
    yield* await_(later(1));
  });
  assert.throws(() => asyncio.run_blocking(main()), e => /module level/.test(rt.str_(e)));
});

test('a long chain of turns lets timers of the page run', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const main = co(function* () {
    const end = performance.now() + 40;
    while (performance.now() < end) yield* await_(asyncio.sleep(0));
  });
  await asyncio.run(main());
  clearInterval(timer);
  assert.ok(ticks > 1, String(ticks));
});

test('a BaseException passes through a task', async () => {
  const exit = co(function* () {
    throw rt.caught(new rt.BaseException('x'));
  });
  const main = co(function* () {
    const task = asyncio.create_task(exit());
    try {
      yield* await_(task);
    } catch (e) {
      return rt.typeName(rt.caught(e));
    }
  });
  assert.equal(await asyncio.run(main()), 'BaseException');
});
