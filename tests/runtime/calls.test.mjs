import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createCalls} from '../../pystream/runtime/calls.js';
import {define_error, define_type} from '../../pystream/runtime/contract.js';
import {fakeTimers} from './fakes.mjs';

const classes = {};
for (const name of ['Denied', 'Failed', 'Timeout', 'Cancelled', 'ConnectionLost', 'shared_src.rules.TooLong']) {
  classes[name] = class extends Error {};
  define_error(name, classes[name]);
}

function begin(state = 'connected') {
  const timers = fakeTimers();
  const sent = [];
  const line = {state, send: text => sent.push(JSON.parse(text))};
  const calls = createCalls(line, timers);
  const call = (name, ...args) => calls.call(name, args, [], 'any');
  const connect = () => {
    line.state = 'connected';
    calls.flush();
  };
  return {timers, sent, line, calls, call, connect, ids: () => sent.map(([, id]) => id)};
}

const reply = (id, value = null) => ({kind: 'reply', id, value});
const isA = (name, text) => error => error instanceof classes[name] && (!text || text.test(error.message));

test('a call is sent at once and settles with its reply', async () => {
  const {sent, calls} = begin();
  const result = calls.call('chat.say', ['lobby', 'hi'], [['loud', true]], 'str');
  assert.deepEqual(sent, [['call', 1, 'chat.say', ['lobby', 'hi'], {loud: true}]]);
  calls.settle(reply(1, 'said'));
  assert.equal(await result, 'said');
});

test('values travel by their types', async () => {
  define_type('shared_src.models.Message', 'dataclass', [['who', 'str'], ['at', 'datetime']]);
  const {sent, calls} = begin();
  const at = new Date(0);
  const result = calls.call('a.b', [new Set([1]), at, undefined], [], ['list', ['ref', 'shared_src.models.Message']]);
  assert.deepEqual(sent[0][3], [[1], '1970-01-01T00:00:00.000Z', null]);
  calls.settle(reply(1, [{who: 'ada', at: '1970-01-01T00:00:00Z'}]));
  assert.deepEqual(await result, [{who: 'ada', at}]);
});

test('answers may come in any order', async () => {
  const {calls, call} = begin();
  const results = [call('a.x'), call('a.x'), call('a.x')];
  for (const id of [2, 3, 1]) calls.settle(reply(id, id * 10));
  assert.deepEqual(await Promise.all(results), [10, 20, 30]);
});

test('a fail is raised as the class of its name', async () => {
  const {calls, call} = begin();
  const [denied, own] = [call('a.x'), call('a.x')];
  calls.settle({kind: 'fail', id: 1, error: 'Denied', args: ['too long']});
  calls.settle({kind: 'fail', id: 2, error: 'shared_src.rules.TooLong', args: ['280']});
  await assert.rejects(denied, isA('Denied', /^too long$/));
  await assert.rejects(own, isA('shared_src.rules.TooLong', /^280$/));
});

test('a fail of a class that this page does not know is a Failed', async () => {
  const {calls, call} = begin();
  const result = call('a.x');
  calls.settle({kind: 'fail', id: 1, error: 'shared_src.new.Unheard', args: ['why']});
  await assert.rejects(result, isA('Failed', /^why$/));
});

test('a reply that does not fit its type fails this call only', async () => {
  const {calls, call} = begin();
  const wrong = calls.call('a.x', [], [], ['list', 'int']);
  const right = call('a.y');
  calls.settle(reply(1, 5));
  calls.settle(reply(2, 5));
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
  connect();
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
  calls.settle(reply(5));
  assert.equal(ids().at(-1), 129);
  calls.settle(reply(6));
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
  calls.settle(reply(1, 'late'));
});

test('a call that waited for a line in vain raises Timeout and is never sent', async () => {
  const {timers, sent, calls, call, connect} = begin('offline');
  calls.timeout_ms = 500;
  const result = call('a.x');
  timers.pass(500);
  await assert.rejects(result, isA('Timeout', /not sent/));
  connect();
  assert.deepEqual(sent, []);
});

test('when the line breaks, what was sent fails with ConnectionLost and what waits goes on waiting', async () => {
  const {calls, call, line, connect, ids} = begin();
  const sent = call('a.sent');
  line.state = 'reconnecting';
  const waiting = call('a.waits');
  calls.lose();
  await assert.rejects(sent, isA('ConnectionLost', /a\.sent/));
  connect();
  assert.deepEqual(ids(), [1, 2]);
  calls.settle(reply(2, 'ok'));
  assert.equal(await waiting, 'ok');
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
  calls.settle(reply(1));
  assert.deepEqual(timers.waiting(), []);
});

test('answers to nobody are ignored', async () => {
  const {calls, call} = begin();
  const result = call('a.x');
  calls.settle(reply(99));
  calls.settle(reply(1, 'first'));
  calls.settle(reply(1, 'second'));
  assert.equal(await result, 'first');
});
