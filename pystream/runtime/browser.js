// `pystream.browser`: the browser's own objects, as they are, for client Python.

import {errorOf} from './contract.js';
import {keywords} from './keywords.js';

export const window = globalThis;
export const document = window.document;
export const navigator = window.navigator;
export const console = window.console;
export const storage = readStorage();

// Where the browser denies storage, even looking at it throws. Then there is one that forgets with the page.
function readStorage() {
  try {
    return window.localStorage;
  } catch {
    const items = new Map();
    return {
      getItem: key => items.get(key) ?? null,
      setItem: (key, value) => void items.set(key, String(value)),
      removeItem: key => void items.delete(key),
    };
  }
}

const DENIED = 1; // GeolocationPositionError.PERMISSION_DENIED

// Where the device is: {latitude, longitude, accuracy (m)}. Rejects with Denied or Failed.
export function position(...args) {
  const [timeout_s = 10] = keywords(args, ['timeout_s']);
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      throw errorOf('Failed', 'position: the browser tells it only to pages that come over https');
    }
    navigator.geolocation.getCurrentPosition(
      ({coords: {latitude, longitude, accuracy}}) => resolve({latitude, longitude, accuracy}),
      why => reject(errorOf(why.code === DENIED ? 'Denied' : 'Failed', `position: ${why.message}`)),
      {timeout: timeout_s * 1000},
    );
  });
}
