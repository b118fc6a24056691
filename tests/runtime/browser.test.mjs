import assert from 'node:assert/strict';
import {test} from 'node:test';
import {define_error} from '../../pystream/runtime/contract.js';

// A page whose browser denies storage, and a device whose place a test sets.
let geolocation;
Object.defineProperty(globalThis, 'navigator', {value: {get geolocation() { return geolocation; }}, configurable: true});
Object.defineProperty(globalThis, 'localStorage', {get() { throw new Error('SecurityError'); }, configurable: true});
const {position, storage, window} = await import('../../pystream/runtime/browser.js');

class Denied extends Error {}
class Failed extends Error {}
define_error('Denied', Denied);
define_error('Failed', Failed);

test('where the browser denies storage there is one that forgets with the page', () => {
  assert.equal(storage.getItem('name'), null);
  storage.setItem('name', 5);
  assert.equal(storage.getItem('name'), '5');
  storage.removeItem('name');
  assert.equal(storage.getItem('name'), null);
  assert.equal(window, globalThis);
});

test('position tells where the device is', async () => {
  let options;
  geolocation = {
    getCurrentPosition(found, _, given) {
      options = given;
      found({coords: {latitude: 1, longitude: 2, accuracy: 3, speed: null}});
    },
  };
  assert.deepEqual(await position(), {latitude: 1, longitude: 2, accuracy: 3});
  assert.equal(options.timeout, 10000);
  await position(2);
  assert.equal(options.timeout, 2000);
  await position({timeout_s: 3});
  assert.equal(options.timeout, 3000);
});

test('position raises Denied when the person refuses, Failed when nobody knows', async () => {
  geolocation = {getCurrentPosition: (_, fail) => fail({code: 1, message: 'User denied Geolocation'})};
  await assert.rejects(position(), error => error instanceof Denied && /denied/.test(error.message));
  geolocation = {getCurrentPosition: (_, fail) => fail({code: 3, message: 'Timeout expired'})};
  await assert.rejects(position(), Failed);
  geolocation = undefined;
  await assert.rejects(position(), error => error instanceof Failed && /https/.test(error.message));
});
