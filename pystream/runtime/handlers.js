// Running the app's own functions: what they raise is told on the console and never reaches the line.

import {tell} from './values.js';

// Up to its first await `work` runs at once, so that a handler can still prevent the browser's own action.
export async function run(where, work) {
  try {
    await work();
  } catch (error) {
    tell(`pystream: ${where}`, error);
  }
}
