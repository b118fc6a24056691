// The whole runtime together, on a fake browser: each test loads a page of its own.

import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pathToFileURL} from 'node:url';
import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fakeDocument} from './fake_document.mjs';
import {consoleOf, fakeEnv, settled} from './fakes.mjs';

const runtime = new URL('../../pystream/runtime/', import.meta.url);
const real = {setTimeout, clearTimeout, queueMicrotask};

async function page(t, {readyState = 'complete', protocol = 'http:'} = {}) {
  const env = fakeEnv();
  const document = Object.assign(fakeDocument(), {readyState});
  env.document = document;
  Object.assign(globalThis, {
    WebSocket: env.WebSocket, setTimeout: env.setTimeout, clearTimeout: env.clearTimeout,
    queueMicrotask: env.queueMicrotask,
    document, location: {protocol, host: 'app:3000'}, addEventListener: env.addEventListener,
  });
  t.mock.method(Math, 'random', () => 0.5);
  Object.defineProperty(globalThis, 'navigator', {value: env.navigator, configurable: true});
  // Modules keep state, and node loads each path once: a copy is a new page.
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  t.after(() => {
    Object.assign(globalThis, real);
    rmSync(folder, {recursive: true});
  });
  cpSync(runtime, folder, {recursive: true});
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const client = await import(pathToFileURL(join(folder, 'client.js')));
  return {env, document, client, folder};
}

test('init runs once, after the first welcome, however often the line returns', async t => {
  const {env, client} = await page(t);
  let inits = 0;
  const resumed = [];
  assert.equal(client.on.reconnect(was => resumed.push(was)).name, '');
  client.start('c0ffee', async () => { inits++; }, []);
  assert.equal(inits, 0);
  env.socket.welcome();
  assert.equal(inits, 1);
  for (const was of [true, false]) {
    env.socket.end();
    env.pass(10000);
    env.socket.welcome({resumed: was});
  }
  assert.equal(inits, 1);
  assert.deepEqual(resumed, [true, false]);
});

test('the line goes to the host of the page, encrypted when the page is', async t => {
  const {env, client} = await page(t, {protocol: 'https:'});
  client.start('c0ffee', null, []);
  assert.equal(env.socket.url, 'wss://app:3000/_pystream/line');
  env.socket.welcome();
});

test('start waits until the page is read', async t => {
  const {env, document, client} = await page(t, {readyState: 'loading'});
  client.start('c0ffee', null, []);
  assert.equal(env.sockets.length, 0);
  document.dispatch('DOMContentLoaded', document.body);
  assert.equal(env.socket.url, 'ws://app:3000/_pystream/line');
});

test('a call goes over the line and comes back; calls before the line wait for it', async t => {
  const {env, client} = await page(t);
  const early = client.call('a.early', [1], [], 'int');
  client.start('c0ffee', null, []);
  env.socket.welcome();
  const named = client.given([['text', 'hi'], ['loud', client.UNSET]]);
  const late = client.call('a.late', [], named, 'str');
  assert.deepEqual(env.socket.sent.slice(1), [['call', 1, 'a.early', [1], {}], ['call', 2, 'a.late', [], {text: 'hi'}]]);
  env.socket.say('reply', 2, 'two');
  env.socket.say('reply', 1, 1);
  assert.deepEqual(await Promise.all([early, late]), [1, 'two']);
});

test('the call timeout is the one of the welcome', async t => {
  const {env, client} = await page(t);
  client.start('c0ffee', null, []);
  env.socket.open();
  env.socket.say('welcome', 2, 'c', 't', false, 0, null, 20000, 700, 1048576);
  const result = client.call('a.x', [], [], 'any');
  env.pass(700);
  await assert.rejects(result, /a\.x: no answer within 0\.7 s/);
  assert.deepEqual(env.socket.sent.at(-1), ['cancel', 1]);
});

test('handlers of events, of the page and of the line are called, and stay what they were', async t => {
  const {env, document, client} = await page(t);
  const message = client.event('chat.message', 'str');
  const told = [];
  const show = text => told.push(text);
  assert.equal(client.on(message)(show), show);
  client.on('click', '#send')(event => told.push(event.target.attr('id')));
  client.on.state(state => told.push(state));
  client.on.disconnect(() => told.push('gone'));
  client.start('c0ffee', null, []);
  env.socket.welcome();
  env.socket.say('event', 'chat.message', 'hi', 'all');
  document.dispatch('click', document.add('button', 'send'));
  env.socket.end();
  assert.deepEqual(told, ['connected', 'hi', 'send', 'gone', 'reconnecting']);
});

test('a handler that raises breaks neither the line nor the others', async t => {
  const {env, client} = await page(t);
  const states = [];
  client.on.state(() => { throw new Error('boom'); });
  client.on.state(state => states.push(state));
  const told = await consoleOf('error', async () => {
    client.start('c0ffee', () => { throw new Error('bad init'); }, []);
    env.socket.welcome();
    await settled();
  });
  assert.match(told[0], /pystream: on\.state: Error: boom/);
  assert.match(told[1], /pystream: init: Error: bad init/);
  assert.deepEqual(states, ['connected']);
  const result = client.call('a.x', [], [], 'any');
  env.socket.say('reply', 1, 'still here');
  assert.equal(await result, 'still here');
});

test('an old page is told on the console, or to the app if it listens', async t => {
  const {env, client} = await page(t);
  client.start('c0ffee', null, [['a.same', 'x1'], ['a.gone', 'x2'], ['a.other', 'x3']]);
  const contract = {'a.same': 'x1', 'a.other': 'y3', 'a.new': 'z'};
  const told = await consoleOf('warn', () => env.socket.welcome({contract}));
  assert.match(told[0], /the server has changed a\.gone,a\.other; reload the page/);
  await assert.rejects(client.call('a.gone', [], [], 'any'), /a\.gone: the server has another/);
  let heard = 0;
  client.on.outdated(() => heard++);
  env.socket.end();
  env.pass(10000);
  assert.deepEqual(await consoleOf('warn', () => env.socket.welcome({contract})), []);
  assert.equal(heard, 1);
});

test('connection tells state, user and client, and closes for good', async t => {
  const {env, client} = await page(t);
  assert.equal(client.connection.state, 'connecting');
  client.start('c0ffee', null, []);
  env.socket.welcome({user: 'ada'});
  const {state, user, client: id} = client.connection;
  assert.deepEqual([state, user, id], ['connected', 'ada', 'client-1']);
  const hanging = client.call('a.x', [], [], 'any');
  client.connection.close();
  await assert.rejects(hanging, /a\.x: the connection was closed/);
  await assert.rejects(client.call('a.y', [], [], 'any'), /the connection is closed/);
  assert.deepEqual(env.waiting(), []);
});

test('leaving the page settles every call; coming back from the cache connects again', async t => {
  const {env, client} = await page(t);
  client.start('c0ffee', null, []);
  env.socket.welcome();
  const sent = client.call('a.x', [], [], 'any');
  env.fire('pagehide', {persisted: true});
  await assert.rejects(sent, /a\.x/);
  assert.deepEqual(env.waiting(), [1000], 'only the banner');
  env.fire('pageshow', {persisted: true});
  env.socket.welcome({resumed: true});
  assert.equal(client.connection.state, 'connected');
});

test('expose puts a function on window and nothing else is there', async t => {
  const before = new Set(Object.getOwnPropertyNames(globalThis));
  const {client} = await page(t);
  client.expose('square', x => x * x);
  assert.equal(globalThis.square(5), 25);
  delete globalThis.square;
  const fakes = ['WebSocket', 'document', 'location', 'addEventListener', 'navigator', 'queueMicrotask'];
  const after = Object.getOwnPropertyNames(globalThis).filter(name => !before.has(name) && !fakes.includes(name));
  assert.deepEqual(after, []);
});

test('a person sees that the line is down, after a moment, and that it is back', async t => {
  const {env, document, client} = await page(t);
  client.start('c0ffee', null, []);
  env.socket.welcome();
  env.socket.end();
  const banner = () => document.querySelector('#pystream-state');
  assert.equal(banner(), null, 'most breaks are over before anybody could read of them');
  env.pass(1000);
  assert.match(banner().textContent, /No connection/);
  env.pass(10000);
  env.socket.welcome({resumed: true});
  assert.equal(banner(), null);
});

test('an app that shows the state itself gets no banner', async t => {
  const {env, document, client} = await page(t);
  client.on.state(() => {});
  client.start('c0ffee', null, []);
  env.socket.welcome();
  env.socket.end();
  env.pass(1000);
  assert.equal(document.querySelector('#pystream-state'), null);
});

test('an event is heard once, however often a broken line brings it; a gap is told', async t => {
  const {env, client} = await page(t);
  const message = client.event('chat.message', 'int');
  const told = [];
  client.on(message)((number, channel) => told.push([number, channel]));
  client.start('c0ffee', null, []);
  env.socket.welcome();
  env.socket.say('joined', 'channel:a', 'e', 0);
  env.socket.say('event', 'chat.message', 1, 'channel:a', 'e', 1);
  env.socket.say('event', 'chat.message', 2, 'channel:a', 'e', 2);
  env.socket.end();
  env.pass(10000);
  env.socket.welcome({resumed: true});
  assert.deepEqual(env.socket.sent[0][5], {'channel:a': ['e', 2]});
  env.socket.say('event', 'chat.message', 2, 'channel:a', 'e', 2);
  env.socket.say('event', 'chat.message', 3, 'channel:a', 'e', 3);
  assert.deepEqual(told, [[1, 'a'], [2, 'a'], [3, 'a']]);
  const warned = await consoleOf('warn', () => env.socket.say('gap', 'channel:a'));
  assert.match(warned[0], /channel:a were missed/);
  client.on.gap(channel => told.push(channel));
  env.socket.say('gap', 'channel:a');
  env.socket.say('joined', 'channel:a', 'f', 5);
  env.socket.say('event', 'chat.message', 6, 'channel:a', 'f', 6);
  assert.deepEqual(told.slice(3), ['a', [6, 'a']]);
  env.socket.say('left', 'channel:a');
  env.socket.end();
  env.pass(10000);
  env.socket.welcome();
  assert.deepEqual(env.socket.sent[0][5], {});
});

test('a ticket is redeemed by the script beside the app, which nobody fetches before', async t => {
  const {env, client, folder} = await page(t);
  const script = 'globalThis.loads = (globalThis.loads ?? 0) + 1; export const redeem = ticket => globalThis.redeemed(ticket);';
  writeFileSync(join(folder, 'client.js.detour.js'), script);
  client.start('c0ffee', null, []);
  env.socket.welcome();
  assert.equal(globalThis.loads, undefined);
  const tickets = [];
  await new Promise(done => {
    globalThis.redeemed = ticket => tickets.push(ticket) === 2 && done();
    env.socket.say('ticket', 'a');
    env.socket.say('ticket', 'b');
  });
  assert.deepEqual(tickets, ['a', 'b']);
  assert.equal(globalThis.loads, 1);
});
