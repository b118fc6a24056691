// Dev builds: functions whose code can be replaced while everybody keeps them, and the names of all modules for code that comes later.
import {copyDown} from './classes.js';
import {PyObject, exposeStatic, hidden} from './core.js';
import {exceptionFrames, placesIn} from './places.js';
import {caught} from './exceptions.js';

const hotFunctions = new Map();
const hotModules = new Map();

/**
 * What a dev server may ask of the page: `frames(error)` are Python's frames, outermost first, each [file, line, function,
 * text of the line]; `swapped` are functions that are called after each swap.
 */
export const hotPage = globalThis[Symbol.for('pystream.dev')] = {
  version: '',
  // The URL of its own script.
  script: undefined,
  // What the page's program became when it had run to its end.
  ran: false,
  swapped: new Set(),
  frames: error => exceptionFrames(caught(error)),
};

/** A function that runs `body`. The same key again gives the same function, which runs the new body from now on. */
export function hot(key, body, signature, doc) {
  let f = hotFunctions.get(key);
  if (f === undefined) {
    f = function (...args) {
      return Reflect.apply(f._$body, this, args);
    };
    hotFunctions.set(key, f);
    hotBody(f, body, signature);
    return f;
  }
  hotBody(f, body, signature);
  for (const form of [f, f._$mf, f._$fn]) {
    if (form === undefined || form._$sig === undefined) continue;
    hidden(form, '_$sig', signature);
    if (doc !== undefined) hidden(form, '_$doc', doc);
    else delete form._$doc;
    if (body._$defaults !== undefined) hidden(form, '_$defaults', body._$defaults);
    else delete form._$defaults;
  }
  return f;
}

// What others see of a function is what they see of its body.
function hotBody(f, body, signature) {
  hidden(f, '_$body', body);
  f.prototype = body.prototype;
  Object.defineProperty(f, 'length', {value: body.length, configurable: true});
  Object.defineProperty(f, 'name', {value: /[^.]*(?=\()/.exec(signature)[0], configurable: true});
  if (body._$defaults !== undefined) hidden(f, '_$defaults', body._$defaults);
}

/** The function of a key. */
export function hotNamed(key) {
  return hotFunctions.get(key);
}

/** The variables of a module, for all code to come: as properties, which read and set them. */
export function hotModule(module, variables) {
  if (!hotModules.has(module)) hotModules.set(module, {});
  return Object.defineProperties(hotModules.get(module), Object.getOwnPropertyDescriptors(variables ?? {}));
}

/** A module's object gets the names that it has not. */
export function hotNames(module, made) {
  for (const name of Object.keys(made)) if (!(name in module)) Object.defineProperty(module, name, Object.getOwnPropertyDescriptor(made, name));
}

/** A class gets the members that `fill` puts into an object. */
export function hotMembers(C, fill) {
  const c = Object.create(null);
  fill(c);
  for (const name of c._$static ?? []) {
    if (!Object.hasOwn(C.prototype, '_$static')) hidden(C.prototype, '_$static', new Set());
    C.prototype._$static.add(name);
  }
  for (const name of Object.getOwnPropertyNames(c)) {
    if (name.startsWith('_$')) continue;
    if (!c._$static?.has(name)) C.prototype._$static?.delete(name);
    Object.defineProperty(C.prototype, name, Object.getOwnPropertyDescriptor(c, name));
    exposeStatic(name);
    copyDown(C, name);
  }
}

/** A class loses a member. */
export function hotForget(C, name) {
  if (!Object.hasOwn(C.prototype, name)) return;
  C.prototype._$static?.delete(name);
  PyObject._$delete(C, name);
}

/** A script of the page begins; `places` makes its table of places. */
export function hotScript(url, places) {
  hotPage.script ??= url;
  placesIn(url, places);
}

/** The page's own script begins. One that waits at module level may never come to its end. */
export function hotStart(version, waits) {
  hotPage.version = version;
  hotPage.ran = waits;
}

export function hotRan() {
  hotPage.ran = true;
}

/** From here to hotSwapped: what makes one version of the program another. */
export function hotSwap(from) {
  if (hotPage.version !== from) throw new Error(`pystream: this page runs ${hotPage.version}, not ${from}`);
  if (!hotPage.ran) throw new Error('pystream: this page never ran to the end of its modules');
}

export function hotSwapped(to) {
  hotPage.version = to;
  for (const each of hotPage.swapped) each();
}
