// What a person has in a page survives its reload: fields, focus and selection, scrolling. `keep()` notes it in
// sessionStorage; once the page is there again it is put back, as its elements appear.

const KEY = 'pystream dev';
// How long elements may take to appear, and how long the app's own start may undo what was put back.
const LONGEST_MS = 4000, EVERY_MS = 50;
const FIELDS = 'input, textarea, select, details, [contenteditable]';
const LEFT_ALONE = ['file', 'hidden', 'password', 'submit', 'button', 'image', 'reset'];

export function keep() {
  const fields = [...document.querySelectorAll(FIELDS)].filter(isChanged).map(each => [pathOf(each), stateOf(each)]);
  const scrolled = [document.scrollingElement, ...document.querySelectorAll('body *')]
    .filter(each => each.scrollTop || each.scrollLeft)
    .map(each => [pathOf(each), {scroll: [each.scrollLeft, each.scrollTop]}]);
  const focused = document.activeElement;
  const focus = focused && focused !== document.body ? [[pathOf(focused), {focus: selectionOf(focused)}]] : [];
  const state = {url: location.href, elements: [...fields, ...scrolled, ...focus]};
  try {
    sessionStorage.setItem(KEY, JSON.stringify(state));
  } catch {
    // It is full, or not allowed: then the page is loaded without.
  }
}

// A way to the element that will do after a reload: from the nearest id, by names and by places among siblings.
function pathOf(element) {
  const steps = [];
  for (let each = element; each && each !== document.documentElement; each = each.parentElement) {
    if (each.id && document.querySelectorAll(`#${CSS.escape(each.id)}`).length === 1) {
      steps.unshift(`#${CSS.escape(each.id)}`);
      break;
    }
    const same = [...each.parentElement?.children ?? []].filter(other => other.localName === each.localName);
    const name = each.getAttribute('name');
    const alone = name && same.filter(other => other.getAttribute('name') === name).length === 1;
    steps.unshift(each.localName + (alone ? `[name="${CSS.escape(name)}"]` : `:nth-of-type(${same.indexOf(each) + 1})`));
  }
  return steps.join(' > ') || 'html';
}

function isChanged(field) {
  if (field.isContentEditable && !('value' in field)) return true;
  if (field.localName === 'details') return true;
  if (field.localName === 'select') return [...field.options].some(each => each.selected !== each.defaultSelected);
  if (LEFT_ALONE.includes(field.type)) return false;
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

function stateOf(field) {
  if (field.localName === 'details') return {open: field.open};
  if (field.localName === 'select') return {selected: [...field.options].map(each => each.selected)};
  if (field.type === 'checkbox' || field.type === 'radio') return {checked: field.checked};
  if ('value' in field) return {value: field.value};
  return {content: [...field.childNodes].map(written)};
}

function selectionOf(field) {
  try {
    return [field.selectionStart, field.selectionEnd, field.selectionDirection];
  } catch {
    return [];
  }
}

// Nodes as values, since a page with Trusted Types takes no HTML: a text, or [name, attributes, children].
function written(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.data ?? '';
  const attributes = [...node.attributes].filter(each => !each.name.startsWith('on')).map(each => [each.name, each.value]);
  return [node.localName, attributes, [...node.childNodes].map(written)];
}

function read(value) {
  if (typeof value === 'string') return document.createTextNode(value);
  const [name, attributes, children] = value;
  const element = document.createElement(name === 'script' ? 'span' : name);
  for (const each of attributes) element.setAttribute(...each);
  element.append(...children.map(read));
  return element;
}

function put(element, state) {
  if ('open' in state) element.open = state.open;
  if ('selected' in state) state.selected.forEach((is, at) => element.options[at] && (element.options[at].selected = is));
  if ('checked' in state) element.checked = state.checked;
  if ('value' in state) element.value = state.value;
  if ('content' in state) element.replaceChildren(...state.content.map(read));
  if ('focus' in state) {
    element.focus({preventScroll: true});
    if (state.focus[0] != null) element.setSelectionRange(...state.focus);
  }
  if ('scroll' in state) element.scrollTo(...state.scroll);
  // As a browser does that fills in fields.
  if ('value' in state || 'checked' in state || 'selected' in state || 'content' in state) {
    element.dispatchEvent(new Event('input', {bubbles: true}));
    element.dispatchEvent(new Event('change', {bubbles: true}));
  }
}

function isThere(element, state) {
  if ('scroll' in state) return Math.abs(element.scrollTop - state.scroll[1]) < 2;
  if ('focus' in state) return document.activeElement === element && `${selectionOf(element)}` === `${state.focus}`;
  return JSON.stringify(stateOf(element)) === JSON.stringify(state);
}

// Until all of it is there and the app has started, or somebody does something else.
function putBack(elements) {
  const until = performance.now() + LONGEST_MS;
  const was = new Map();
  // Or what appears above would move what was put back.
  const root = document.documentElement;
  root.style.overflowAnchor = 'none';
  let timer = 0;
  function step() {
    for (const each of elements) {
      const [path, state] = each;
      const element = document.querySelector(path);
      const times = was.get(each) ?? 0;
      // Once more, if the app's start has undone it; a third time it would be a quarrel.
      if (!element || times > 1 || isThere(element, state)) continue;
      put(element, state);
      // There may be nothing yet to scroll through.
      if (!state.scroll || isThere(element, state)) was.set(each, times + 1);
    }
    if (performance.now() > until) stop();
  }
  function stop() {
    clearInterval(timer);
    root.style.overflowAnchor = '';
    for (const kind of ['pointerdown', 'keydown', 'wheel']) removeEventListener(kind, stop, true);
  }
  for (const kind of ['pointerdown', 'keydown', 'wheel']) addEventListener(kind, stop, true);
  timer = setInterval(step, EVERY_MS);
  step();
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
sessionStorage.removeItem(KEY);
// When the app's own modules have run, so that its handlers hear of what is put back.
if (kept?.url === location.href) addEventListener('DOMContentLoaded', () => putBack(kept.elements));
