import assert from 'node:assert/strict';
import {test} from 'node:test';
import {detour, redeem} from '../../pystream/runtime/detour.js';
import {fakeEnv, settled} from './fakes.mjs';

const URL = 'wss://app/_pystream/line';

// A browser whose websockets are blocked, with a line that was opened in it.
function begin() {
  const env = fakeEnv();
  const Detour = detour(env);
  return {env, ...open(Detour), again: () => open(Detour)};
}

function open(Detour) {
  const told = [];
  const socket = new Detour(URL);
  socket.onopen = () => told.push('open');
  socket.onmessage = event => told.push(event.data);
  socket.onclose = event => told.push([event.code, event.reason]);
  return {socket, told};
}

function detoured() {
  const all = begin();
  all.env.socket.end();
  all.source = all.env.sources[0];
  all.source.tell('line', 'worker.secret');
  return all;
}

const bodies = env => env.posts.map(post => post.body);

test('a websocket that opens is used as it is', () => {
  const {env, socket, told} = begin();
  assert.equal(env.socket.url, URL);
  env.socket.open();
  socket.send('["hello",2]');
  env.socket.say('pong', 1);
  env.pass(60000);
  env.socket.end(1012, 'server restarting');
  assert.deepEqual(env.socket.messages, ['["hello",2]']);
  assert.deepEqual(told, ['open', '["pong",1]', [1012, 'server restarting']]);
  assert.deepEqual([env.sources.length, env.posts.length], [0, 0]);
});

test('where a websocket is refused, events and posts carry the line', async () => {
  const {env, socket, told} = begin();
  env.socket.end();
  const [source] = env.sources;
  assert.equal(source.url, 'https://app/_pystream/events');
  assert.deepEqual(told, []);
  source.tell('line', 'worker.secret');
  socket.send('["hello",2]');
  const [{url, method, headers, body}] = env.posts;
  assert.deepEqual([url, method, body], ['https://app/_pystream/send', 'POST', '["hello",2]']);
  assert.deepEqual(headers, {'Pystream-Line': 'worker.secret', 'Pystream-Number': '1'});
  source.say('welcome', 2);
  assert.deepEqual(told, ['open', '["welcome",2]']);
});

test('a websocket that neither opens nor fails is given up after three seconds', () => {
  const {env, told} = begin();
  env.pass(2999);
  assert.equal(env.sources.length, 0);
  env.pass(1);
  assert.ok(env.socket.closed);
  assert.equal(env.sources.length, 1);
  env.sources[0].tell('line', 'id');
  assert.deepEqual(told, ['open']);
});

test('when neither opens the line is lost, and the next tries the websocket first', () => {
  const {env, told, again} = begin();
  env.socket.end();
  env.sources[0].fail();
  assert.deepEqual(told, [[1006, '']]);
  assert.ok(env.sources[0].closed, 'or it would connect again by itself');
  again();
  assert.equal(env.sockets.length, 2);
});

test('what was blocked is remembered for five minutes', () => {
  const {env, again, source} = detoured();
  env.pass(200000);
  source.fail();
  again();
  assert.deepEqual([env.sockets.length, env.sources.length], [1, 2]);
  env.sources[1].tell('line', 'id');
  env.pass(100000);
  env.sources[1].fail();
  again();
  assert.deepEqual([env.sockets.length, env.sources.length], [2, 2]);
});

test('one post is under way at a time, and the next takes what came meanwhile', async () => {
  const {env, socket, told} = detoured();
  for (const message of ['1', '2', '3']) socket.send(message);
  assert.deepEqual(bodies(env), ['1']);
  env.posts[0].answer(202);
  await settled();
  assert.deepEqual(bodies(env), ['1', '2\n3']);
  env.posts[1].answer(202);
  await settled();
  socket.send('4');
  assert.deepEqual(bodies(env), ['1', '2\n3', '4']);
  assert.deepEqual(env.posts.map(post => post.headers['Pystream-Number']), ['1', '2', '3']);
  assert.deepEqual(told, ['open']);
});

test('a post takes at most 65,536 characters of what waits, and a longer message alone', async () => {
  const {env, socket} = detoured();
  socket.send('first');
  const messages = ['x'.repeat(70000), 'y'.repeat(40000), 'z'.repeat(25536), 'last'];
  messages.forEach(message => socket.send(message));
  for (let number = 0; number < 4; number++) {
    env.posts[number]?.answer(202);
    await settled();
  }
  assert.deepEqual(bodies(env).map(body => body.length), [5, 70000, 65537, 4]);
});

test('a post that is lost, or refused, ends the line', async () => {
  for (const settle of [post => post.fail(), post => post.answer(404), post => post.answer(503)]) {
    const {env, socket, told, source} = detoured();
    socket.send('1');
    socket.send('2');
    settle(env.posts[0]);
    await settled();
    assert.deepEqual(told, ['open', [1006, '']]);
    assert.ok(source.closed);
    assert.equal(env.posts.length, 1);
  }
});

test('the server closes with a code', () => {
  const {env, told, source} = detoured();
  source.tell('close', '[1012,"server restarting"]');
  source.fail();
  assert.deepEqual(told, ['open', [1012, 'server restarting']]);
  assert.equal(env.posts.length, 0);
});

test('a ping is answered by a post, unless one is under way', async () => {
  const {env, socket, source} = detoured();
  source.tell('ping', '1');
  source.tell('ping', '1');
  assert.deepEqual(bodies(env), ['']);
  socket.send('1');
  env.posts[0].answer(202);
  await settled();
  assert.deepEqual(bodies(env), ['', '1']);
});

test('a page that is left says so with its last breath, a line that is given up does not', async () => {
  const {env, socket, source, told} = detoured();
  socket.send('1');
  socket.close(1000);
  await settled();
  const {url, keepalive, headers} = env.posts[1];
  assert.deepEqual([url, keepalive, headers['Pystream-Line']], ['https://app/_pystream/leave', true, 'worker.secret']);
  assert.ok(source.closed);
  const other = detoured();
  other.socket.send('1');
  other.socket.close();
  await settled();
  assert.ok(other.env.posts[0].signal.aborted);
  assert.equal(other.env.posts.length, 1);
  assert.deepEqual([told, other.told], [['open'], ['open']]);
});

test('a page whose stream the browser ends before it is left says so all the same, once', async () => {
  const {env, socket, source} = detoured();
  source.fail();
  env.fire('pagehide');
  socket.close(1000);
  env.fire('pagehide');
  assert.deepEqual(env.posts.map(post => post.url), ['https://app/_pystream/leave']);
});

test('a line that is closed before it opened opens no more', () => {
  const {env, socket, told} = begin();
  socket.close(1000);
  env.pass(10000);
  assert.equal(env.socket.closeCode, 1000);
  assert.deepEqual([env.sources.length, env.posts.length, told.length], [0, 0, 0]);
});

test('tickets are redeemed one after the other, each by two POSTs, and a refused one ends there', async t => {
  const asked = [];
  t.mock.method(globalThis, 'fetch', (path, {method, body}) => new Promise((found, failed) => {
    asked.push({is: `${method} ${path} ${body}`, answer: ok => found({ok}), failed});
  }));
  const all = ['a', 'b', 'c', 'd'].map(redeem);
  const expected = ['a', 'a', 'b', 'c', 'd'].map(ticket => `POST /_pystream/session ${ticket}`);
  for (const [number, how] of [true, true, false, null, true].entries()) {
    await settled();
    assert.deepEqual(asked.map(each => each.is), expected.slice(0, number + 1));
    if (how === null) asked[number].failed(new TypeError('no network'));
    else asked[number].answer(how);
  }
  await settled();
  asked[5].answer(true);
  await Promise.all(all);
  assert.equal(asked.length, 6);
});
