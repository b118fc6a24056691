// A document with the few behaviours that dom.js relies on. Selectors: #id, .class, tag.

class FakeElement {
  nodeType = 1;
  children = [];
  parentElement = null;
  #text = '';
  classes = new Set();
  attributes = new Map();
  hidden = false;
  disabled = false;
  value = '';
  style = {};
  scrollTop = 0;
  scrollHeight = 300;
  classList = {
    add: name => this.classes.add(name),
    remove: name => this.classes.delete(name),
    toggle: (name, on = !this.classes.has(name)) => (on ? this.classes.add(name) : this.classes.delete(name)),
  };

  constructor(document, tag) {
    this.document = document;
    this.tag = tag;
  }
  get className() { return [...this.classes].join(' '); }
  set className(text) { this.classes = new Set(text.split(' ').filter(Boolean)); }
  get textContent() { return this.#text + this.children.map(child => child.textContent ?? child).join(''); }
  set textContent(text) {
    this.children = [];
    this.#text = text ?? '';
  }
  set innerHTML(_) { throw new Error('markup must never be set from text'); }
  #adopt(child) {
    if (child instanceof FakeElement) child.parentElement = this;
    return child;
  }
  append(child) { this.children.push(this.#adopt(child)); }
  prepend(child) { this.children.unshift(this.#adopt(child)); }
  remove() {
    const siblings = this.parentElement.children;
    siblings.splice(siblings.indexOf(this), 1);
    this.parentElement = null;
  }
  focus() { this.document.focused = this; }
  getAttribute(name) { return this.attributes.get(name) ?? null; }
  get id() { return this.getAttribute('id') ?? ''; }
  set id(name) { this.setAttribute('id', name); }
  setAttribute(name, value) { this.attributes.set(name, String(value)); }
  matches(selector) {
    if (selector[0] === '#') return this.getAttribute('id') === selector.slice(1);
    if (selector[0] === '.') return this.classes.has(selector.slice(1));
    return this.tag === selector;
  }
  closest(selector) { return this.matches(selector) ? this : (this.parentElement?.closest(selector) ?? null); }
}

export function fakeDocument() {
  const listeners = [];
  const document = {
    readyState: 'complete',
    visibilityState: 'visible',
    focused: null,
    createElement: tag => new FakeElement(document, tag),
    addEventListener: (type, run, capture = false) => listeners.push({type, run, capture}),
    querySelectorAll(selector) {
      const found = [];
      const walk = element => {
        if (element.matches?.(selector)) found.push(element);
        element.children?.forEach(walk);
      };
      walk(document.body);
      return found;
    },
    querySelector: selector => document.querySelectorAll(selector)[0] ?? null,
    // As a browser does it for a listener on the document: one that does not bubble comes on the way down only.
    dispatch(type, target, {bubbles = true, ...rest} = {}) {
      const event = {type, target, bubbles, prevented: false, preventDefault() { this.prevented = true; }, ...rest};
      for (const {run} of listeners.filter(it => it.type === type && (bubbles || it.capture))) run(event);
      return event;
    },
    // An element with this id, in the body or in `parent`.
    add(tag, id, parent = document.body) {
      const element = document.createElement(tag);
      element.setAttribute('id', id);
      parent.append(element);
      return element;
    },
  };
  document.body = new FakeElement(document, 'body');
  return document;
}
