// The page: elements by selector, and events delegated to the document. Text is set as text, never as markup.

import {spoken} from './facts.js';
import {run} from './handlers.js';
import {keywords} from './keywords.js';
import {invoke} from './values.js';

// The property of a browser's element that has its wrapper; a WeakMap would cost more than the element.
const WRAPPER = Symbol('pystream');

export class Element {
  constructor(element) {
    this.element = element;
    element[WRAPPER] = this;
  }

  get text() { return this.element.textContent; }
  set text(text) { this.element.textContent = text; }
  get value() { return this.element.value; }
  set value(value) { this.element.value = value; }
  get hidden() { return this.element.hidden; }
  set hidden(hidden) { this.element.hidden = hidden; }
  get disabled() { return this.element.disabled; }
  set disabled(disabled) { this.element.disabled = disabled; }

  append(child) { this.element.append(child.element ?? child); }
  prepend(child) { this.element.prepend(child.element ?? child); }
  replace(child) { this.element.replaceWith(child.element ?? child); }
  clear() { this.element.textContent = ''; }
  // Transcrypt keeps the name `clear` for itself and compiles `.clear()` to this.
  py_clear() { this.clear(); }
  remove() { this.element.remove(); }
  focus() { this.element.focus(); }
  scroll_to_end() { this.element.scrollTop = this.element.scrollHeight; }

  add_class(name) { this.element.classList.add(name); }
  remove_class(name) { this.element.classList.remove(name); }
  toggle_class(...args) {
    const [name, on] = keywords(args, ['name', 'on']);
    this.element.classList.toggle(name, on);
  }
  attr(name) { return this.element.getAttribute(name); }
  set_attr(name, value) { this.element.setAttribute(name, value); }
}

// The one wrapper of a browser's element, so that two ways to it are equal.
export function wrap(element) {
  return element[WRAPPER] ?? new Element(element);
}

function find(selector) {
  const element = document.querySelector(selector);
  if (!element) throw new Error(`dom["${selector}"]: nothing on the page matches; check it against app.html`);
  return wrap(element);
}

const ways = {
  all: selector => [...document.querySelectorAll(selector)].map(wrap),
  __getitem__: find,
};

// `dom["#id"]` reaches here as a property or as `__getitem__`, by engine. Names that a language asks any object for
// (a symbol, `then`, `__class__`) are no selectors.
export const dom = new Proxy(ways, {
  get(target, key) {
    if (Object.hasOwn(target, key)) return target[key];
    return typeof key === 'symbol' || key === 'then' || key.startsWith('__') ? undefined : find(key);
  },
});

export function create(...args) {
  const [tag, text, class_name] = keywords(args, ['tag', 'text', 'class_name']);
  const element = new Element(document.createElement(tag));
  if (text) element.text = text;
  if (class_name) element.element.className = class_name;
  return element;
}

export class DomEvent {
  constructor(raw, target) {
    this.raw = raw;
    this.target = target;
  }

  get key() { return this.raw.key ?? ''; }
  prevent() { this.raw.preventDefault(); }
}

// Handle the `type` events of one element.
export function handle(element, type, handler) {
  element.element.addEventListener(type, raw => run(`${type} of ${element.element.localName}`, () => invoke(handler, [new DomEvent(raw, element)])));
}

// Handle the `type` events of every element that matches, now or later. Listening is on the way down (capture), which
// focus, blur and others that do not bubble pass too; those count for the element itself only.
export function listen(type, selector, handler) {
  const heard = raw => {
    const start = raw.target.nodeType === 1 ? raw.target : raw.target.parentElement;
    const hit = raw.bubbles ? start?.closest(selector) : start?.matches(selector) && start;
    if (hit) run(`${type} of ${selector}`, () => invoke(handler, [new DomEvent(raw, wrap(hit))]));
  };
  document.addEventListener(type, heard, true);
  if (spoken('dev build')) listening.push([type, heard, handler]);
}

// Of a dev build: what `listen` added.
const listening = [];

// For a handler that an edit took away.
export function unlisten(handler) {
  for (const [type, heard, whose] of listening) if (whose === handler) document.removeEventListener(type, heard, true);
}
