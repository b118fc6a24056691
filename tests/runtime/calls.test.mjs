import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createCalls} from '../../pystream/runtime/calls.js';
import {createStream} from '../../pystream/runtime/streams.js';
import {define_error, define_type} from '../../pystream/runtime/contract.js';
import {fakeTimers} from './fakes.mjs';

const classes = {};
for (const name of ['Denied', 'Failed', 'Invalid', 'Timeout', 'Cancelled', 'ConnectionLost', 'Outdated', 'Gap', 'shared_src.rules.TooLong']) {
  classes[name] = class extends Error {};
  define_error(name, classes[name]);
}

function begin(state = 'connected') {
  const timers = fakeTimers();
  const sent = [];
  const line = {state, send: text => sent.push(JSON.parse(text))};
  const calls = createCalls(line, timers);
  const call = (name, ...args) => calls.call(name, args, [], 'any');
  const connect = (taken = 0, changed = [], ms = 10000, bytes = 1048576) => {
    line.state = 'connected';
    calls.welcome(taken, changed, ms, bytes);
  };
  const stream = (...what) => createStream(calls, line, ...what);
  return {timers, sent, line, calls, call, stream, connect, ids: () => sent.map(([, id]) => id)};
}

const reply = (id, value = null) => [id, value];
const isA = (name, text) => error => error instanceof classes[name] && (!text || text.test(error.message));

test('a call is sent at once and settles with its reply', async () => {
  const {sent, calls} = begin();
  const result = calls.call('chat.say', ['lobby', 'hi'], [['loud', true]], 'str');
  assert.deepEqual(sent, [['call', 1, 'chat.say', ['lobby', 'hi'], {loud: true}]]);
  calls.reply(...reply(1, 'said'));
  assert.equal(await result, 'said');
});

test('values travel by their types', async () => {
  define_type('shared_src.models.Message', 'dataclass', [['who', 'str'], ['at', 'datetime']]);
  const {sent, calls} = begin();
  const at = new Date(0);
  const result = calls.call('a.b', [new Set([1]), at, undefined], [], ['list', ['ref', 'shared_src.models.Message']]);
  assert.deepEqual(sent[0][3], [[1], '1970-01-01T00:00:00.000Z', null]);
  calls.reply(...reply(1, [{who: 'ada', at: '1970-01-01T00:00:00Z'}]));
  assert.deepEqual(await result, [{who: 'ada', at}]);
});

test('answers may come in any order', async () => {
  const {calls, call} = begin();
  const results = [call('a.x'), call('a.x'), call('a.x')];
  for (const id of [2, 3, 1]) calls.reply(...reply(id, id * 10));
  assert.deepEqual(await Promise.all(results), [10, 20, 30]);
});

test('a fail is raised as the class of its name', async () => {
  const {calls, call} = begin();
  const [denied, own] = [call('a.x'), call('a.x')];
  calls.fail(1, 'Denied', ['too long']);
  calls.fail(2, 'shared_src.rules.TooLong', ['280']);
  await assert.rejects(denied, isA('Denied', /^too long$/));
  await assert.rejects(own, isA('shared_src.rules.TooLong', /^280$/));
});

test('a fail of a class that this page does not know is a Denied with its text', async () => {
  const {calls, call} = begin();
  const result = call('a.x');
  calls.fail(1, 'SlowDown', ['why', 0.5]);
  await assert.rejects(result, isA('Denied', /^why$/));
});

test('a reply that does not fit its type fails this call only', async () => {
  const {calls, call} = begin();
  const wrong = calls.call('a.x', [], [], ['list', 'int']);
  const right = call('a.y');
  calls.reply(...reply(1, 5));
  calls.reply(...reply(2, 5));
  await assert.rejects(wrong, TypeError);
  assert.equal(await right, 5);
});

test('an argument that cannot travel fails the call and sends nothing', async () => {
  const {sent, call} = begin();
  await assert.rejects(call('a.x', 10n), TypeError);
  assert.deepEqual(sent, []);
});

test('calls made without a line wait, and go out in their order', async () => {
  const {call, connect, ids} = begin('connecting');
  for (let number = 0; number < 5; number++) call('a.x');
  assert.deepEqual(ids(), []);
  connect();
  assert.deepEqual(ids(), [1, 2, 3, 4, 5]);
  connect(5);
  assert.deepEqual(ids(), [1, 2, 3, 4, 5], 'none goes out twice');
});

test('the queue takes a thousand calls and refuses the next', async () => {
  const {call, line, calls} = begin('reconnecting');
  const all = Array.from({length: 1000}, () => call('a.x'));
  await assert.rejects(call('a.y'), isA('Cancelled', /a\.y: not sent, 1000 calls/));
  line.state = 'closed';
  calls.cancelAll('the connection was closed');
  const ends = await Promise.allSettled(all);
  assert.ok(ends.every(end => end.status === 'rejected' && end.reason instanceof classes.Cancelled));
});

test('no more calls run at once than the server takes; the next go as answers come', () => {
  const {calls, call, ids} = begin();
  for (let number = 0; number < 130; number++) call('a.x');
  assert.equal(ids().length, 128);
  calls.reply(...reply(5));
  assert.equal(ids().at(-1), 129);
  calls.reply(...reply(6));
  assert.equal(ids().at(-1), 130);
});

test('a call that got no answer in time raises Timeout and is taken back', async () => {
  const {timers, sent, calls, call} = begin();
  const result = call('a.x');
  timers.pass(9999);
  assert.equal(sent.length, 1);
  timers.pass(1);
  await assert.rejects(result, isA('Timeout', /a\.x: no answer within 10 s/));
  assert.deepEqual(sent[1], ['cancel', 1]);
  calls.reply(...reply(1, 'late'));
});

test('a call that waited for a line in vain raises Timeout and is never sent', async () => {
  const {timers, sent, line, call, connect} = begin('offline');
  connect(0, [], 500);
  line.state = 'offline';
  const result = call('a.x');
  timers.pass(500);
  await assert.rejects(result, isA('Timeout', /not sent/));
  connect();
  assert.deepEqual(sent, []);
});

test('what the server has not taken when the line breaks is sent again; what it has is waited for', async () => {
  const {calls, call, line, connect, sent} = begin();
  const [taken, untaken] = [call('a.taken'), call('a.untaken')];
  line.state = 'reconnecting';
  calls.down();
  const waiting = call('a.waits');
  assert.deepEqual(calls.waiting(), [[1, 0], [2, 0]]);
  connect(1);
  assert.deepEqual(sent.slice(2).map(([, id, name]) => [id, name]), [[3, 'a.untaken'], [4, 'a.waits']]);
  for (const id of [1, 3, 4]) calls.reply(...reply(id, id));
  assert.deepEqual(await Promise.all([taken, untaken, waiting]), [1, 3, 4]);
});

test('when nobody knows what was taken, only what may run twice is sent again', async () => {
  const {calls, call, connect, sent} = begin();
  const once = call('a.once');
  const twice = calls.call('a.twice', [], [], 'any', ['idempotent']);
  connect(-1);
  await assert.rejects(once, isA('ConnectionLost', /a\.once/));
  assert.deepEqual(sent.at(-1).slice(1, 3), [3, 'a.twice']);
  calls.fail(3, 'ConnectionLost', ['the server stopped']);
  assert.deepEqual(sent.at(-1).slice(1, 3), [4, 'a.twice']);
  calls.reply(...reply(4, 'at last'));
  assert.equal(await twice, 'at last');
});

test('after a server that stopped in order, all that it did not answer goes out again', async () => {
  const {calls, call, line, connect, ids} = begin();
  const results = [call('a.x'), call('a.y')];
  calls.reply(...reply(1, 'x'));
  line.state = 'reconnecting';
  calls.drained();
  calls.down();
  connect();
  assert.deepEqual(ids(), [1, 2, 3]);
  calls.reply(...reply(3, 'y'));
  assert.deepEqual(await Promise.all(results), ['x', 'y']);
});

test('a volatile call fails at once without a line, and one that waits when the line breaks', async () => {
  const {calls, line, call, connect, ids} = begin('reconnecting');
  await assert.rejects(calls.call('a.x', [], [], 'any', ['volatile']), isA('ConnectionLost', /not sent/));
  connect();
  for (let number = 0; number < 128; number++) call('a.full');
  const waits = calls.call('a.y', [], [], 'any', ['volatile']);
  line.state = 'reconnecting';
  calls.down();
  await assert.rejects(waits, isA('ConnectionLost'));
  assert.equal(ids().length, 128);
});

test('a caller that gives up takes the call back', async () => {
  const {calls, call, sent, line} = begin();
  const result = call('a.x');
  result.cancel();
  await assert.rejects(result, isA('Cancelled'));
  assert.deepEqual(sent.at(-1), ['cancel', 1]);
  line.state = 'offline';
  const queued = call('a.y');
  queued.cancel();
  await assert.rejects(queued, isA('Cancelled'));
  assert.equal(sent.length, 2, 'what was not sent is not taken back');
  calls.reply(...reply(1, 'late'));
});

test('a call has its own time when its action says so', async () => {
  const {calls, timers} = begin();
  const result = calls.call('a.x', [], [], 'any', [], 700);
  timers.pass(700);
  await assert.rejects(result, isA('Timeout', /within 0\.7 s/));
});

test('an action that changed on the server raises Outdated, whether it waits or is made later', async () => {
  const {calls, call, connect} = begin('reconnecting');
  const [changed, same] = [call('a.changed'), call('a.same')];
  connect(0, ['a.changed']);
  await assert.rejects(changed, isA('Outdated', /reload/));
  await assert.rejects(call('a.changed'), isA('Outdated'));
  calls.reply(...reply(1, 'ok'));
  assert.equal(await same, 'ok');
});

const item = (id, value, cursor = null) => [id, value, cursor];

async function takeAll(iterator, count) {
  const values = [];
  for (let number = 0; number < count; number++) values.push((await iterator.next()).value);
  return values;
}

test('a stream is begun when it is first asked, gives its items in order, and ends', async () => {
  const {calls, sent, stream} = begin();
  const iterator = stream('m.prices', ['X'], [], 'float')[Symbol.asyncIterator]();
  assert.deepEqual(sent, []);
  const first = iterator.next();
  assert.deepEqual(sent, [['call', 1, 'm.prices', ['X'], {}]]);
  calls.item(...item(1, 1.5));
  calls.item(...item(1, 2.5));
  assert.deepEqual([(await first).value, (await iterator.next()).value], [1.5, 2.5]);
  calls.reply(...reply(1));
  assert.deepEqual(await iterator.next(), {value: undefined, done: true});
  assert.deepEqual(await iterator.next(), {value: undefined, done: true});
});

test('a stream that fails raises after its items, once', async () => {
  const {calls, stream} = begin();
  const iterator = stream('m.prices', [], [], 'float')[Symbol.asyncIterator]();
  const first = iterator.next();
  calls.item(...item(1, 1));
  calls.fail(1, 'Denied', ['no']);
  assert.equal((await first).value, 1);
  await assert.rejects(iterator.next(), isA('Denied'));
  assert.equal((await iterator.next()).done, true);
});

test('the server is told what was used up, and leaving the loop takes the stream back', async () => {
  const {calls, sent, stream} = begin();
  const iterator = stream('m.prices', [], [], 'float')[Symbol.asyncIterator]();
  const first = iterator.next();
  for (let number = 0; number < 20; number++) calls.item(...item(1, number));
  await first;
  await takeAll(iterator, 16);
  assert.deepEqual(sent.slice(1), [['more', 1, 16]]);
  await iterator.return();
  assert.deepEqual(sent.at(-1), ['cancel', 1]);
  assert.equal((await iterator.next()).done, true);
});

test('a stream goes on over a broken line, and says again what it used up', async () => {
  const {calls, line, sent, connect, stream} = begin();
  const iterator = stream('m.prices', [], [], 'float')[Symbol.asyncIterator]();
  const first = iterator.next();
  for (let number = 0; number < 3; number++) calls.item(...item(1, number));
  await first;
  line.state = 'reconnecting';
  calls.down();
  assert.deepEqual(calls.waiting(), [[1, 3]]);
  connect(1);
  assert.deepEqual(sent.at(-1), ['more', 1, 1]);
  calls.item(...item(1, 3));
  assert.deepEqual(await takeAll(iterator, 3), [1, 2, 3]);
});

test('a stream whose server is gone goes on after its cursor, or raises Gap', async () => {
  const {calls, sent, connect, stream} = begin();
  const plain = stream('m.plain', [], [], 'float')[Symbol.asyncIterator]();
  const tracked = stream('m.tracked', ['X'], [], 'float', 'stream', 'after')[Symbol.asyncIterator]();
  const [a, b] = [plain.next(), tracked.next()];
  calls.item(...item(1, 1));
  calls.item(...item(2, 1, 'c1'));
  await Promise.all([a, b]);
  const [lost, goes] = [plain.next(), tracked.next()];
  connect(-1);
  await assert.rejects(lost, isA('Gap'));
  assert.deepEqual(sent.at(-1), ['call', 3, 'm.tracked', ['X'], {after: 'c1'}]);
  calls.item(...item(3, 2, 'c2'));
  calls.fail(3, 'Gap', ['the server stopped']);
  assert.equal((await goes).value, 2);
  assert.deepEqual(sent.at(-1), ['call', 4, 'm.tracked', ['X'], {after: 'c2'}]);
});

test('closing leaves nothing hanging: sent, waiting and later calls are Cancelled, no timer is left', async () => {
  const {calls, call, line, timers} = begin();
  const all = [call('a.sent')];
  line.state = 'reconnecting';
  all.push(call('a.waits'));
  line.state = 'closed';
  calls.cancelAll('the connection was closed');
  all.push(call('a.late'));
  for (const result of all) await assert.rejects(result, isA('Cancelled'));
  assert.deepEqual(timers.waiting(), []);
});

test('a settled call leaves no timer', async () => {
  const {calls, call, timers} = begin();
  call('a.x');
  calls.reply(...reply(1));
  assert.deepEqual(timers.waiting(), []);
});

test('answers to nobody are ignored', async () => {
  const {calls, call} = begin();
  const result = call('a.x');
  calls.reply(...reply(99));
  calls.reply(...reply(1, 'first'));
  calls.reply(...reply(1, 'second'));
  assert.equal(await result, 'first');
});

test('a call too large for the server fails and costs no other', async () => {
  const {calls, call, connect, ids} = begin();
  connect(0, [], 10000, 200);
  const [large, small] = [call('a.x', '😀'.repeat(50)), call('a.y', 'x'.repeat(100))];
  await assert.rejects(large, isA('Invalid', /a\.x: .* 200 bytes/));
  assert.deepEqual(ids(), [1]);
  calls.reply(...reply(1, 'ok'));
  assert.equal(await small, 'ok');
});
