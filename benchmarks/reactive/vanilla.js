// The table by hand: one template that is cloned, one listener, rows moved and removed by themselves.

import {label} from './words.js';

const template = document.createElement('template');
template.innerHTML = '<tr><td></td><td><a></a></td><td><a class="remove"><span aria-hidden="true">×</span></a></td><td></td></tr>';

document.querySelector('#app').innerHTML = '<table><tbody></tbody></table>';
const body = document.querySelector('tbody');
let next = 1;
let rows = [];
let selected = null;

function make() {
  const node = template.content.firstChild.cloneNode(true);
  const id = next++;
  const row = {id, label: label(), node, text: null};
  node.firstChild.textContent = id;
  const link = node.firstChild.nextSibling.firstChild;
  link.textContent = row.label;
  row.text = link.firstChild;
  node.row = row;
  return row;
}

function append(count) {
  for (let at = 0; at < count; at++) {
    const row = make();
    rows.push(row);
    body.appendChild(row.node);
  }
}

function choose(row) {
  if (selected) selected.node.className = '';
  selected = row;
  row.node.className = 'danger';
}

function drop(row) {
  rows.splice(rows.indexOf(row), 1);
  row.node.remove();
}

body.addEventListener('click', event => {
  const link = event.target.closest('a');
  if (!link) return;
  const row = link.closest('tr').row;
  if (link.className === 'remove') drop(row);
  else choose(row);
});

function clear() {
  rows = [];
  selected = null;
  body.textContent = '';
}

function create(count) {
  clear();
  append(count);
}

Object.assign(globalThis, {
  create_1k() { create(1000); },
  create_10k() { create(10000); },
  append_1k() { append(1000); },
  update() {
    for (let at = 0; at < rows.length; at += 10) {
      const row = rows[at];
      row.label += ' !!!';
      row.text.data = row.label;
    }
  },
  swap() {
    const one = rows[1], other = rows[998];
    rows[1] = other;
    rows[998] = one;
    body.insertBefore(other.node, one.node);
    body.insertBefore(one.node, rows[999].node);
  },
  select() { body.children[4].querySelector('a').click(); },
  remove() { body.children[5].querySelector('.remove').click(); },
  clear_all: clear,
});
