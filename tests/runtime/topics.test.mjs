import assert from 'node:assert/strict';
import {test} from 'node:test';
import {deliver, event} from '../../pystream/runtime/topics.js';
import {consoleOf, settled} from './fakes.mjs';

test('every handler of an event gets its payload by type, and the channel', () => {
  const message = event('chat.message', ['set', 'int']);
  const got = [];
  message.handlers.push((payload, channel) => {
    got.push([payload, channel]);
    payload.add(3);
  });
  message.handlers.push(payload => got.push([payload.size]));
  deliver('chat.message', [1, 2], 'channel:lobby', '', 0);
  assert.deepEqual(got, [[new Set([1, 2, 3]), 'lobby'], [2]]);
});

test('an event that nobody handles is told once', async () => {
  event('chat.typing', 'any');
  const told = await consoleOf('debug', () => {
    for (const name of ['chat.typing', 'chat.typing', 'chat.unknown']) deliver(name, 1, 'all', '', 0);
  });
  assert.equal(told.length, 2);
});

test('what a handler raises is told, and the next one still runs', async () => {
  const broken = event('chat.broken', 'any');
  let reached = false;
  broken.handlers.push(() => { throw new Error('no such row'); });
  broken.handlers.push(async () => { throw new Error('later'); });
  broken.handlers.push(() => { reached = true; });
  const told = await consoleOf('error', async () => {
    deliver('chat.broken', 1, 'all', '', 0);
    await settled();
  });
  assert.ok(reached);
  assert.match(told[0], /pystream: event chat\.broken: Error: no such row/);
  assert.match(told[1], /later/);
});

test('a payload that does not fit its type is told, not thrown', async () => {
  event('chat.list', ['list', 'int']).handlers.push(() => assert.fail('must not run'));
  const told = await consoleOf('error', async () => {
    deliver('chat.list', 5, 'all', '', 0);
    await settled();
  });
  assert.equal(told.length, 1);
});
