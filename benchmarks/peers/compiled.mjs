// Peers that compile beforehand: the program is an ES module.
import {pathToFileURL} from 'node:url';

export const run = path => import(pathToFileURL(path));

export async function load(path) {
  return (await run(path)).bench;
}
