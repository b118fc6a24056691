import assert from 'node:assert/strict';
import {beforeEach, test} from 'node:test';
import {create, dom, listen} from '../../pystream/runtime/dom.js';
import {fakeDocument} from './fake_document.mjs';
import {consoleOf, settled} from './fakes.mjs';

let page;
beforeEach(() => { page = globalThis.document = fakeDocument(); });

test('dom[selector] finds an element, by property and by __getitem__, always the same wrapper', () => {
  const log = page.add('ul', 'log');
  assert.equal(dom['#log'].element, log);
  assert.equal(dom.__getitem__('#log'), dom['#log']);
  assert.ok('__getitem__' in dom);
});

test('a selector that nothing matches raises an error that names it', () => {
  assert.throws(() => dom['#nope'], /dom\["#nope"\]: nothing on the page matches/);
});

test('names that a language asks any object for are no selectors', async () => {
  assert.equal(dom.__class__, undefined);
  assert.equal(dom[Symbol.iterator], undefined);
  assert.equal(await dom, dom);
});

test('dom.all gives every match, or an empty list', () => {
  page.add('li', 'a');
  page.add('li', 'b');
  assert.deepEqual(dom.all('li').map(item => item.attr('id')), ['a', 'b']);
  assert.deepEqual(dom.all('td'), []);
});

test('text, value, hidden and disabled are read and written', () => {
  const raw = page.add('input', 'field');
  const field = dom['#field'];
  for (const [name, property, value] of [
    ['text', 'textContent', '<b>'], ['value', 'value', 'typed'], ['hidden', 'hidden', true], ['disabled', 'disabled', true],
  ]) {
    field[name] = value;
    assert.equal(raw[property], value);
    assert.equal(field[name], value);
  }
});

test('append and prepend take text and elements; clear and remove take them away', () => {
  page.add('ul', 'log');
  const log = dom['#log'];
  const item = create('li', 'two');
  log.append(item);
  log.append('<three>');
  log.prepend('one');
  assert.deepEqual(log.element.children, ['one', item.element, '<three>']);
  item.remove();
  assert.equal(log.text, 'one<three>');
  log.clear();
  assert.equal(log.text, '');
  log.append('x');
  log.py_clear();
  assert.equal(log.text, '');
});

test('create takes text and class by position and by keyword', () => {
  for (const made of [create('li', '<b>hi</b>', 'mine new'), create('li', '<b>hi</b>', {class_name: 'mine new'})]) {
    assert.deepEqual([made.element.tag, made.text, made.element.className], ['li', '<b>hi</b>', 'mine new']);
  }
  assert.equal(create('hr').text, '');
  assert.equal(create('li', {text: 'by name'}).text, 'by name');
});

test('classes are added, removed and toggled', () => {
  const item = create('li', '', 'a');
  item.add_class('b');
  item.remove_class('a');
  item.toggle_class('c', true);
  item.toggle_class('c', true);
  item.toggle_class('b', {on: false});
  assert.equal(item.element.className, 'c');
  item.toggle_class('c');
  assert.equal(item.element.className, '');
});

test('attributes, focus and scrolling reach the element', () => {
  const box = page.add('div', 'box');
  const wrapper = dom['#box'];
  wrapper.set_attr('data-room', 'lobby');
  assert.equal(wrapper.attr('data-room'), 'lobby');
  assert.equal(wrapper.attr('title'), null);
  wrapper.focus();
  assert.equal(page.focused, box);
  wrapper.scroll_to_end();
  assert.equal(box.scrollTop, 300);
});

test('an event inside a matching element is handled with that element as its target', () => {
  const got = [];
  listen('click', '.buy', event => got.push(event));
  const button = page.add('button', 'late'); // made after the handler
  button.className = 'buy';
  const inner = page.add('span', 'inner', button);
  const raw = page.dispatch('click', inner);
  page.dispatch('click', page.add('p', 'elsewhere'));
  page.dispatch('click', {nodeType: 3, parentElement: inner}); // a text node
  page.dispatch('click', {nodeType: 9, parentElement: null}); // the document itself
  assert.equal(got.length, 2);
  assert.equal(got[0].target, dom['#late']);
  assert.equal(got[0].raw, raw);
});

test('prevent works up to the first await of an async handler', async () => {
  listen('submit', '#talk', async event => {
    event.prevent();
    await null;
  });
  assert.ok(page.dispatch('submit', page.add('form', 'talk')).prevented);
});

test('key is the key, and empty for events that have none', () => {
  const keys = [];
  listen('keydown', '#field', event => keys.push(event.key));
  const field = page.add('input', 'field');
  page.dispatch('keydown', field, {key: 'Enter'});
  page.dispatch('keydown', field);
  assert.deepEqual(keys, ['Enter', '']);
});

test('focus and blur are handled though they do not bubble, for the element itself only', () => {
  let count = 0;
  listen('focus', '#form', () => count++);
  const form = page.add('form', 'form');
  page.dispatch('focus', form, {bubbles: false});
  page.dispatch('focus', page.add('input', 'field', form), {bubbles: false});
  assert.equal(count, 1);
});

test('what a handler raises is told with the event and the selector', async () => {
  listen('click', '#bad', async () => { throw new Error('boom'); });
  const told = await consoleOf('error', async () => {
    page.dispatch('click', page.add('button', 'bad'));
    await settled();
  });
  assert.match(told[0], /pystream: click of #bad: Error: boom/);
});
