// The table by preact and @preact/signals: rows are components, each label and class a signal of its own.

import {h, render} from 'preact';
import {batch, signal, useComputed} from '@preact/signals';
import {label} from './words.js';

const rows = signal([]);
const selected = signal(0);
let next = 1;

const make = count => Array.from({length: count}, () => ({id: next++, label: signal(label())}));

function Row({row}) {
  const style = useComputed(() => (selected.value === row.id ? 'danger' : ''));
  return h('tr', {class: style},
    h('td', null, row.id),
    h('td', null, h('a', {onClick: () => { selected.value = row.id; }}, row.label)),
    h('td', null, h('a', {class: 'remove', onClick: () => { rows.value = rows.value.filter(each => each !== row); }},
      h('span', {'aria-hidden': 'true'}, '×'))),
    h('td', null));
}

function Table() {
  return h('table', null, h('tbody', null, rows.value.map(row => h(Row, {key: row.id, row}))));
}

render(h(Table), document.querySelector('#app'));

Object.assign(globalThis, {
  create_1k() { rows.value = make(1000); },
  create_10k() { rows.value = make(10000); },
  append_1k() { rows.value = [...rows.value, ...make(1000)]; },
  update() {
    batch(() => {
      for (let at = 0; at < rows.value.length; at += 10) rows.value[at].label.value += ' !!!';
    });
  },
  swap() {
    const swapped = [...rows.value];
    [swapped[1], swapped[998]] = [swapped[998], swapped[1]];
    rows.value = swapped;
  },
  select() { document.querySelector('tbody').children[4].querySelector('a').click(); },
  remove() { document.querySelector('tbody').children[5].querySelector('.remove').click(); },
  clear_all() { rows.value = []; },
});
