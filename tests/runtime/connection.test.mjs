import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createConnection} from '../../pystream/runtime/connection.js';
import {consoleOf, fakeEnv, settled} from './fakes.mjs';

// A started connection, with everything it told.
function begin(options) {
  const env = fakeEnv(options);
  const told = [];
  const hear = {};
  for (const name of ['welcome', 'down', 'gone', 'state', 'outdated']) {
    hear[name] = what => told.push([name, what]);
  }
  hear.frame = (kind, fields) => told.push(['frame', fields]);
  hear.drained = () => told.push(['drained']);
  hear.greeting = () => [[[3, 0]], {all: ['e', 7]}];
  // Settles when the test says so.
  const detours = [];
  hear.detour = attempt => new Promise((found, failed) => detours.push({attempt, found, failed}));
  const line = createConnection(hear, env);
  line.start('ws://app/_pystream/line', 'c0ffee');
  return {env, line, hear, told, detours, of: name => told.filter(([which]) => which === name).map(([, what]) => what)};
}

function connected(options) {
  const all = begin(options);
  all.env.socket.welcome();
  return all;
}

test('a new page says hello with its contract and no token', () => {
  const {env, line} = begin();
  assert.equal(line.state, 'connecting');
  assert.equal(env.socket.url, 'ws://app/_pystream/line');
  env.socket.open();
  assert.deepEqual(env.socket.sent, [['hello', 2, 'c0ffee', '', [[3, 0]], {all: ['e', 7]}]]);
});

test('welcome makes it connected and tells who is there', () => {
  const {env, line, of} = begin();
  env.socket.welcome({user: 'ada'});
  assert.deepEqual([line.state, line.user, line.client], ['connected', 'ada', 'client-1']);
  assert.deepEqual(of('state'), ['connected']);
  assert.equal(of('welcome').length, 1);
});

test('a line that breaks is opened again, with the token of its last welcome', () => {
  const {env, line, of} = connected();
  env.socket.end();
  assert.equal(line.state, 'reconnecting');
  assert.equal(of('down').length, 1);
  env.pass(249);
  assert.equal(env.sockets.length, 1);
  env.pass(1);
  assert.equal(env.sockets.length, 2);
  env.socket.welcome({resumed: true, resume: 'next'});
  assert.deepEqual(env.socket.sent[0], ['hello', 2, 'c0ffee', 'token', [[3, 0]], {all: ['e', 7]}]);
  assert.deepEqual(of('state'), ['connected', 'reconnecting', 'connected']);
  env.socket.end(1012);
  env.pass(10000);
  env.socket.open();
  assert.equal(env.socket.sent[0][3], 'next');
});

test('tries get rarer, up to ten seconds, and are quick again after a line that worked', () => {
  const {env} = begin({random: () => 1});
  const delays = [];
  const fail = () => {
    env.socket.end();
    delays.push(env.waiting()[0]);
    env.pass(delays.at(-1));
  };
  for (let number = 0; number < 6; number++) fail();
  assert.deepEqual(delays, [400, 1000, 2000, 4000, 8000, 10000]);
  env.socket.welcome();
  fail();
  assert.equal(delays.at(-1), 10000, 'a server that only greets has not worked');
  env.socket.welcome();
  env.socket.say('event', 'a.b', 1, 'all');
  fail();
  assert.equal(delays.at(-1), 400);
});

test('a socket that never opens, or opens and stays silent, is given up', () => {
  const {env, line} = begin();
  const first = env.socket;
  env.pass(10000);
  assert.ok(first.closed);
  assert.equal(line.state, 'reconnecting');
  first.say('welcome', 2, 'c', 't', false, 0, null, 20000, 10000, 1048576);
  assert.equal(line.state, 'reconnecting', 'what a given-up socket says counts no more');
});

test('it pings every heartbeat; any frame shows that the line lives', () => {
  const {env, line} = connected();
  for (let beat = 1; beat <= 5; beat++) {
    env.pass(20000);
    assert.deepEqual(env.socket.sent.at(-1), ['ping', beat, 0]);
    if (beat % 2) env.socket.say('pong', beat);
    else env.socket.say('event', 'a.b', 1, 'all');
  }
  assert.equal(line.state, 'connected');
  assert.equal(env.sockets.length, 1);
});

test('two unanswered pings end a half-open line', () => {
  const {env, line} = connected();
  env.pass(59999);
  assert.equal(line.state, 'connected');
  env.pass(1);
  assert.equal(line.state, 'reconnecting');
  assert.ok(env.sockets[0].closed);
});

test('without a network it is offline, and connects at once when the network is back', () => {
  const {env, line, of} = connected();
  env.navigator.onLine = false;
  env.fire('offline');
  assert.equal(line.state, 'offline');
  assert.equal(of('down').length, 1);
  assert.ok(env.sockets[0].closed);
  env.navigator.onLine = true;
  env.fire('online');
  assert.equal(line.state, 'reconnecting');
  assert.equal(env.sockets.length, 2);
  env.socket.welcome();
  assert.equal(line.state, 'connected');
});

test('offline still tries now and then, for a server that needs no network', () => {
  const {env, line} = connected();
  env.navigator.onLine = false;
  env.socket.end();
  assert.equal(line.state, 'offline');
  env.pass(10000);
  assert.equal(env.sockets.length, 2);
  env.socket.end();
  assert.equal(line.state, 'offline');
  env.pass(10000);
  env.socket.welcome();
  assert.equal(line.state, 'connected');
});

test('a tab that becomes visible tries at once', () => {
  const {env} = connected();
  env.socket.end();
  env.document.visibilityState = 'hidden';
  env.document.fire('visibilitychange');
  assert.equal(env.sockets.length, 1);
  env.document.visibilityState = 'visible';
  env.document.fire('visibilitychange');
  assert.equal(env.sockets.length, 2);
  env.socket.welcome();
  env.pass(1000);
  assert.equal(env.sockets.length, 2, 'the try that was due is not made too');
});

test('a tab that wakes on a dead line notices within seconds', () => {
  const {env, line} = connected();
  env.document.fire('visibilitychange');
  assert.deepEqual(env.socket.sent.at(-1), ['ping', 1, 0]);
  env.pass(3000);
  assert.equal(line.state, 'reconnecting');
});

test('a tab that wakes on a living line keeps it', () => {
  const {env, line} = connected();
  env.document.fire('visibilitychange');
  env.socket.say('pong', 1);
  env.pass(3000);
  assert.equal(line.state, 'connected');
});

test('a page that is left closes its line and stays still until it is shown again', () => {
  const {env, line, of} = connected();
  env.fire('pagehide', {persisted: true});
  assert.ok(env.sockets[0].closed);
  assert.deepEqual(of('gone'), ['the page was left']);
  env.pass(60000);
  assert.equal(env.sockets.length, 1);
  env.fire('pageshow', {persisted: true});
  assert.equal(env.sockets.length, 2);
  env.socket.welcome({resumed: true});
  assert.equal(line.state, 'connected');
});

test('the first pageshow of a page opens nothing more', () => {
  const {env} = begin();
  env.fire('pageshow', {persisted: false});
  assert.equal(env.sockets.length, 1);
});

test('close is for good', () => {
  const {env, line, of} = connected();
  line.close();
  assert.equal(line.state, 'closed');
  assert.equal(of('state').at(-1), 'closed');
  env.fire('online');
  env.fire('offline');
  env.fire('pageshow', {persisted: true});
  env.document.fire('visibilitychange');
  env.pass(60000);
  line.close();
  assert.equal(line.state, 'closed');
  assert.equal(env.sockets.length, 1);
  assert.deepEqual(of('gone'), ['the connection was closed']);
});

test('a handler may close the line from within any change', () => {
  for (const when of ['state', 'down', 'welcome']) {
    const {env, line, hear} = begin();
    hear[when] = () => line.close();
    env.socket.welcome();
    env.sockets[0].end();
    env.pass(60000);
    assert.deepEqual([when, line.state, env.sockets.length], [when, 'closed', 1]);
  }
});

for (const [name, refuse] of [
  ['refuse', socket => socket.say('refuse', 'version', 'speaks 2, you speak 1')],
  ['close code', socket => socket.end(4409, 'speaks 2, you speak 1')],
]) {
  test(`another version, told by ${name}, ends it and says so once`, () => {
    const {env, line, of} = begin();
    const socket = env.socket;
    socket.open();
    refuse(socket);
    socket.end(4409);
    env.pass(60000);
    assert.equal(line.state, 'closed');
    assert.deepEqual(of('outdated'), ['speaks 2, you speak 1']);
    assert.equal(env.sockets.length, 1);
  });
}

test('a refused message and a broken frame are told on the console and end nothing', async () => {
  const {env, line, of} = connected();
  const told = await consoleOf('error', () => {
    env.socket.say('refuse', 'too_many', '256 calls are running');
    env.socket.onmessage({data: '["reply",'});
    env.socket.onmessage({data: '{"shout":1}'});
  });
  assert.equal(told.length, 3);
  assert.match(told[0], /too_many: 256 calls are running/);
  assert.equal(line.state, 'connected');
  env.socket.say('reply', 1, 2);
  assert.deepEqual(of('frame'), [[1, 2]]);
});

test('frames of one tick go out as one message, in their order; a long one goes alone', async () => {
  const {env, line} = connected();
  const due = [];
  env.queueMicrotask = run => due.push(run);
  const before = env.socket.messages.length;
  for (const id of [1, 2, 3]) line.send(`["cancel",${id}]`);
  const long = JSON.stringify(['call', 4, 'a.b', ['x'.repeat(65536)], {}]);
  line.send(long);
  line.send('["cancel",5]');
  for (const run of due) run();
  assert.deepEqual(env.socket.messages.slice(before), ['[["cancel",1],["cancel",2],["cancel",3]]', long, '["cancel",5]']);
});

test('several frames of one message are taken in their order, until a handler closes the line', () => {
  const {env, line, hear, of} = connected();
  env.socket.onmessage({data: '[["reply",1,"a"],["pong",1],["reply",2,"b"]]'});
  assert.deepEqual(of('frame').map(([, value]) => value), ['a', 'b']);
  hear.frame = () => line.close();
  env.socket.onmessage({data: '[["reply",3,"c"],["reply",4,"d"]]'});
  assert.equal(line.state, 'closed');
});

test('the server is told which answers were heard, with each ping and after every 64', () => {
  const {env} = connected();
  for (let id = 1; id <= 63; id++) env.socket.say('reply', id, null);
  assert.equal(env.socket.sent.length, 1);
  env.socket.say('fail', 64, 'Denied', []);
  assert.deepEqual(env.socket.sent.at(-1), ['ping', 1, 64]);
  env.socket.end();
  env.pass(10000);
  env.socket.welcome();
  env.socket.say('reply', 65, null);
  env.pass(20000);
  assert.deepEqual(env.socket.sent.at(-1), ['ping', 2, 1], 'counted anew on each line');
});

test('a server that stops in order is told as such, but only of a line that stood', () => {
  const {env, told} = connected();
  env.socket.end(1012);
  env.pass(10000);
  env.socket.end(1012);
  assert.equal(told.filter(([what]) => what === 'drained').length, 1);
});

test('a page that is left says so; a line given up does not', () => {
  const first = connected();
  first.env.fire('pagehide', {persisted: true});
  assert.equal(first.env.socket.closeCode, 1000);
  const second = connected();
  second.env.pass(60000);
  assert.equal(second.env.sockets[0].closeCode, undefined);
});

test('a line that does not open looks for a detour, and takes it for what it opens then', async () => {
  const {env, line, detours} = begin();
  for (const attempts of [0, 1]) {
    assert.equal(detours.length, attempts);
    env.socket.end();
    env.pass(10000);
  }
  assert.deepEqual(detours.map(each => each.attempt), [1, 2]);
  // The server was away, too.
  detours[0].failed(new TypeError('failed to fetch'));
  const made = [];
  detours[1].found({detour: from => class {
    constructor(url) { made.push([from === env, url, this]); }
    send(message) { this.sent = message; }
    close() {}
  }});
  await settled();
  assert.equal(made.length, 0);
  env.socket.end();
  env.pass(10000);
  const [[same, url, socket]] = made;
  assert.deepEqual([same, url, made.length], [true, 'ws://app/_pystream/line', 1]);
  socket.onopen();
  assert.match(socket.sent, /^\["hello",2,/);
  socket.onmessage({data: '["welcome",2,"client-1","token",false,0,null,20000,10000,1048576,null]'});
  assert.equal(line.state, 'connected');
  for (let number = 0; number < 4; number++) {
    made.at(-1)[2].onclose({code: 1006, reason: ''});
    env.pass(10000);
  }
  assert.equal(made.length, 5);
  assert.equal(detours.length, 2);
});
