import assert from 'node:assert/strict';
import {test} from 'node:test';
import {retryDelay} from '../../pystream/runtime/retry.js';

test('the first try comes after 100 to 400 ms', () => {
  assert.equal(retryDelay(0, () => 0), 100);
  assert.equal(retryDelay(0, () => 1), 400);
});

test('later tries come anywhere from at once to a doubling bound of at most 10 s', () => {
  const bounds = [1, 2, 3, 4, 5, 50].map(attempt => retryDelay(attempt, () => 1));
  assert.deepEqual(bounds, [1000, 2000, 4000, 8000, 10000, 10000]);
  assert.equal(retryDelay(3, () => 0), 0);
});
