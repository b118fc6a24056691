import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createCalls} from '../../pystream/runtime/calls.js';
import {define_error} from '../../pystream/runtime/contract.js';
import {upload} from '../../pystream/runtime/uploads.js';
import {consoleOf, fakeTimers, settled} from './fakes.mjs';

const classes = {};
for (const name of ['Failed', 'Invalid', 'Timeout', 'Cancelled', 'ConnectionLost']) {
  classes[name] = class extends Error {};
  define_error(name, classes[name]);
}

const CHUNK = 49152;

function begin() {
  const timers = fakeTimers();
  const sent = [];
  const line = {state: 'connected', send: text => sent.push(JSON.parse(text))};
  const calls = createCalls(line, timers);
  const connect = (taken = 0, bytes = 1048576) => {
    line.state = 'connected';
    calls.welcome(taken, [], 10000, bytes);
  };
  const cut = () => {
    line.state = 'reconnecting';
    calls.down();
    sent.length = 0;
  };
  const save = (...args) => {
    const result = calls.call('files.save', args, [], 'any', ['upload']);
    result.catch(() => {});
    return result;
  };
  const chunks = () => sent.filter(([kind]) => kind === 'chunk');
  return {timers, sent, line, calls, connect, cut, save, chunks, places: () => chunks().map(([, , , at]) => at)};
}

const bytes = size => Uint8Array.from({length: size}, (_, at) => (at * 7) % 251);
const content = chunks => Buffer.concat(chunks.map(([, , , , data]) => Buffer.from(data, 'base64')));

// What a Blob is to this code, whose reads settle when the test says so.
class SlowBlob extends Blob {
  reads = [];
  slice(from, to) {
    const part = super.slice(from, to);
    part.arrayBuffer = () => new Promise((resolve, reject) => this.reads.push({resolve: () => resolve(super.slice(from, to).arrayBuffer()), reject}));
    return part;
  }
}

const until = async condition => {
  const end = Date.now() + 5000;
  while (!condition()) {
    assert.ok(Date.now() < end, `never: ${condition}`);
    await settled();
  }
};

test('a file goes as its description, among other arguments and by name', () => {
  const {sent, calls} = begin();
  const file = new File(['hello'], 'a.txt', {type: 'text/plain'});
  calls.call('files.save', ['x', file], [['other', upload(new Blob(['hi']))], ['n', 1]], 'any', ['upload']).catch(() => {});
  assert.deepEqual(sent, [['call', 1, 'files.save',
    ['x', {upload: 1, name: 'a.txt', size: 5, type: 'text/plain'}],
    {other: {upload: 0, name: '', size: 2, type: ''}, n: 1}]]);
});

test('bytes go when the server wants them, in chunks, up to where it wants them', async () => {
  const {calls, save, chunks, places} = begin();
  const data = bytes(3 * CHUNK + 5);
  save(new Blob([data]));
  await settled();
  assert.deepEqual(chunks(), []);
  calls.wanted(1, 0, 0, 2 * CHUNK);
  await until(() => chunks().length === 2);
  await settled();
  assert.deepEqual(places(), [0, CHUNK]);
  calls.wanted(1, 0, CHUNK, data.length);
  await until(() => chunks().length === 4);
  assert.deepEqual(places(), [0, CHUNK, 2 * CHUNK, 3 * CHUNK]);
  assert.deepEqual([...content(chunks())], [...data]);
});

test('a window that moves while chunks are read sends no byte twice', async () => {
  const {calls, save, chunks, places} = begin();
  const blob = new SlowBlob([bytes(4 * CHUNK)]);
  save(blob);
  for (let from = 0; from < 3; from++) calls.wanted(1, 0, 0, (from + 2) * CHUNK);
  for (let at = 0; at < 4; at++) {
    await until(() => blob.reads.length === at + 1);
    blob.reads[at].resolve();
  }
  await until(() => chunks().length === 4);
  assert.deepEqual(places(), [0, 1, 2, 3].map(at => at * CHUNK));
});

test('on the next line it goes on from where the server is', async () => {
  const {calls, connect, cut, save, chunks, places} = begin();
  const data = bytes(4 * CHUNK);
  save(new Blob([data]));
  calls.wanted(1, 0, 0, 3 * CHUNK);
  await until(() => chunks().length === 3);
  cut();
  await settled();
  connect(1);
  await settled();
  assert.deepEqual(chunks(), []);
  calls.wanted(1, 0, CHUNK + 7, data.length);
  await until(() => chunks().length === 3);
  assert.deepEqual(places(), [CHUNK + 7, 2 * CHUNK + 7, 3 * CHUNK + 7]);
  assert.deepEqual([...content(chunks())], [...data.slice(CHUNK + 7)]);
});

test('what is read while the line breaks is not sent', async () => {
  const {calls, connect, cut, save, chunks, places} = begin();
  const blob = new SlowBlob([bytes(2 * CHUNK)]);
  save(blob);
  calls.wanted(1, 0, 0, 2 * CHUNK);
  await until(() => blob.reads.length === 1);
  cut();
  blob.reads[0].resolve();
  await settled();
  assert.deepEqual(chunks(), []);
  connect(1);
  calls.wanted(1, 0, CHUNK, 2 * CHUNK);
  await until(() => blob.reads.length === 2);
  blob.reads[1].resolve();
  await until(() => chunks().length === 1);
  assert.deepEqual(places(), [CHUNK]);
});

test('a call that is sent again begins its file anew, under its new id', async () => {
  const {calls, connect, cut, save, sent, chunks} = begin();
  save(new Blob(['hello']));
  cut();
  connect(0);
  assert.deepEqual(sent.map(([kind, id]) => [kind, id]), [['call', 2]]);
  calls.wanted(1, 0, 0, 5);
  calls.wanted(2, 0, 0, 5);
  await until(() => chunks().length === 1);
  await settled();
  assert.deepEqual(chunks(), [['chunk', 2, 0, 0, btoa('hello')]]);
});

test('a server that stops in order gets the call again, and the file from its start', async () => {
  const {calls, connect, cut, save, chunks} = begin();
  save(new Blob(['hello']));
  calls.wanted(1, 0, 0, 5);
  await until(() => chunks().length === 1);
  calls.drained();
  cut();
  connect(0);
  calls.wanted(2, 0, 0, 5);
  await until(() => chunks().length === 1);
  assert.deepEqual(chunks(), [['chunk', 2, 0, 0, btoa('hello')]]);
});

test('nothing more goes when the server has enough, or the call is over', async () => {
  for (const end of ['want', 'reply', 'fail', 'cancel']) {
    const {calls, save, chunks} = begin();
    const blob = new SlowBlob([bytes(4 * CHUNK)]);
    const result = save(blob);
    calls.wanted(1, 0, 0, 4 * CHUNK);
    await until(() => blob.reads.length === 1);
    blob.reads[0].resolve();
    await until(() => blob.reads.length === 2);
    if (end === 'want') calls.wanted(1, 0, CHUNK, CHUNK);
    else if (end === 'reply') calls.reply(1, 4);
    else if (end === 'fail') calls.fail(1, 'Invalid', ['no']);
    else result.cancel();
    blob.reads[1].resolve();
    await settled();
    await settled();
    assert.equal(chunks().length, 1, end);
    assert.equal(blob.reads.length, 2, end);
  }
});

test('two files of one call go side by side', async () => {
  const {calls, save, chunks} = begin();
  save(new Blob(['one']), new Blob(['three']));
  calls.wanted(1, 1, 0, 5);
  calls.wanted(1, 0, 0, 3);
  await until(() => chunks().length === 2);
  assert.deepEqual(chunks().sort(), [['chunk', 1, 0, 0, btoa('one')], ['chunk', 1, 1, 0, btoa('three')]]);
});

test('a file that cannot be read is told to the server', async () => {
  const {calls, save, chunks} = begin();
  const blob = new SlowBlob([bytes(2 * CHUNK)]);
  save(blob);
  calls.wanted(1, 0, 0, 2 * CHUNK);
  await until(() => blob.reads.length === 1);
  blob.reads[0].reject(new Error('it was changed'));
  await until(() => chunks().length === 1);
  await settled();
  assert.deepEqual(chunks(), [['chunk', 1, 0, 0, null]]);
});

test('progress is told as bytes go out, and never backwards', async () => {
  const {calls, connect, cut, save, chunks} = begin();
  const shown = [];
  const size = 2 * CHUNK + 1;
  save(upload(new Blob([bytes(size)]), {progress: (sent, total) => shown.push([sent, total])}));
  calls.wanted(1, 0, 0, 2 * CHUNK);
  await until(() => shown.length === 2);
  cut();
  connect(1);
  calls.wanted(1, 0, CHUNK, size);
  await until(() => chunks().length === 2);
  await settled();
  assert.deepEqual(shown, [CHUNK, 2 * CHUNK, size].map(sent => [sent, size]));
});

test('a progress handler that breaks is told on the console, and the upload goes on', async () => {
  const {calls, save, chunks} = begin();
  const told = await consoleOf('error', async () => {
    save(upload(new Blob([bytes(2 * CHUNK)]), {progress: () => { throw new Error('no bar'); }}));
    calls.wanted(1, 0, 0, 2 * CHUNK);
    await until(() => chunks().length === 2);
    await settled();
  });
  assert.match(told.join(), /upload progress.*no bar/);
});

test('the time of a call begins anew with each want', async () => {
  const {timers, calls, connect, save} = begin();
  connect();
  const result = save(new Blob(['hello']));
  for (let at = 0; at < 3; at++) {
    timers.pass(9000);
    calls.wanted(1, 0, at, at + 1);
  }
  timers.pass(9999);
  calls.wanted(1, 0, 3, 5);
  timers.pass(10000);
  await assert.rejects(result, error => error instanceof classes.Timeout && /no answer within 10 s/.test(error.message));
  assert.equal(timers.waiting().length, 0);
});

test('a chunk is no larger than a message of the server may be', async () => {
  const {sent, line, calls, connect, save, chunks} = begin();
  connect(0, 4096);
  save(new Blob([bytes(10000)]));
  const lengths = [];
  line.send = text => { lengths.push(text.length); sent.push(JSON.parse(text)); };
  calls.wanted(1, 0, 0, 10000);
  await until(() => content(chunks()).length === 10000);
  assert.ok(Math.max(...lengths) <= 4096 && Math.max(...lengths) > 3900, String(lengths));
});

test('what is no file goes as any value', () => {
  const {sent, save} = begin();
  save('text', null, [1]);
  assert.deepEqual(sent[0][3], ['text', null, [1]]);
});
