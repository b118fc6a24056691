// The developer's panel: a button in the corner, and what the line does behind it.

import {heard} from './channel.js';
import {placeLink} from './editor.js';
import {bytes, duration, h, place, short} from './elements.js';
import {percentiles} from './latency.js';
import {framesOf} from './maps.js';
import {dropLines, isSimulated, network, onNetwork, restore, simulate} from './network.js';
import {openOverlay, showReference, troubles} from './overlay.js';
import {onSeen, seen} from './spy.js';

const KEY = 'pystream-dev-panel';
const LATEST = 100; // calls that the percentiles are of
const MOST_TEXT = 20000;
const TABS = {calls: callsView, events: eventsView, line: lineView, network: networkView};
const STATES = {queued: 'waiting', sent: 'under way', ok: 'ok', failed: 'failed', stopped: 'given up', refused: 'not sent'};
const FILTERS = {
  all: () => true,
  waiting: call => call.state === 'queued' || call.state === 'sent',
  failed: call => ['failed', 'stopped', 'refused'].includes(call.state),
};
const PRESETS = [['None', 0, 0], ['Wi-Fi', 30, 20], ['4G', 100, 60], ['3G', 300, 150], ['Satellite', 700, 100]];

const view = {isWanted: false, isOpen: false, tab: 'calls', filter: 'all', ...kept()};
const rows = new WeakMap();
let corner, panel, content, head;
let isDrawing = false;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function keep() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({isOpen: view.isOpen, tab: view.tab}));
  } catch {
    // It opens as it does the first time.
  }
}

heard('hello', ({panel: isWanted = true}) => {
  view.isWanted = isWanted;
  redraw();
});
onSeen(redraw);
onNetwork(redraw);
troubles.listeners.push(redraw);

addEventListener('keydown', event => {
  if (!view.isWanted || !event.ctrlKey || !event.shiftKey || event.code !== 'KeyL') return;
  event.preventDefault();
  toggle(!view.isOpen);
}, true);

function toggle(isOpen, tab = view.tab) {
  Object.assign(view, {isOpen, tab});
  keep();
  draw();
  (isOpen ? panel.querySelector('[aria-selected=true]') : corner).focus();
}

function redraw() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    draw();
  });
}

function draw() {
  const count = troubles.problems.length + troubles.exceptions.length;
  drawCorner(count);
  if (!view.isWanted || !view.isOpen) {
    panel?.remove();
    panel = undefined;
    return;
  }
  if (!panel) {
    panel = h('section.panel', {'aria-label': 'pystream developer panel'},
      head = h('header'),
      content = h('div.content', {role: 'tabpanel'}));
    panel.onkeydown = event => {
      event.stopPropagation();
      if (event.key === 'Escape') toggle(false);
    };
    place().append(panel);
    drawHead();
  }
  drawSummary();
  TABS[view.tab](content);
}

// ---- the corner ----

function drawCorner(count) {
  if (!corner) place().append(corner = h('div.corner', {role: 'group', 'aria-label': 'pystream'}));
  corner.hidden = !count && !view.isWanted;
  const errors = count > 0 && h('button.pill.bad', {onclick: openOverlay, title: 'show what is broken'}, `${count} error${count > 1 ? 's' : ''}`);
  const simulated = isSimulated() && h('button.pill.warn', {onclick: () => toggle(true, 'network'), title: 'a simulated network'}, simulation());
  const open = view.isWanted && !view.isOpen && h('button.pill', {onclick: () => toggle(true), title: `line: ${seen.state} (Ctrl+Shift+L)`, 'aria-label': `developer panel, line ${seen.state}`},
    h('span.dot', {class: `dot ${seen.state}`}), 'pystream');
  const same = JSON.stringify([count, isSimulated() && simulation(), view.isWanted, view.isOpen, seen.state]);
  if (corner.same === same) return; // a button that is being pressed stays
  corner.same = same;
  const hadFocus = corner.contains(place().activeElement);
  corner.replaceChildren(...[errors, simulated, open].filter(Boolean));
  if (hadFocus) corner.querySelector('button')?.focus();
}

function simulation() {
  if (network.isOffline) return 'offline';
  const parts = [];
  if (network.lag_ms || network.jitter_ms) parts.push(`+${network.lag_ms}${network.jitter_ms ? `–${network.lag_ms + network.jitter_ms}` : ''} ms`);
  if (network.drop_s) parts.push(`drops every ${network.drop_s} s`);
  return parts.join(', ');
}

// ---- the head ----

function drawHead() {
  const names = Object.keys(TABS);
  const tabs = h('div.tabs', {role: 'tablist'}, ...names.map(name => h('button', {
    role: 'tab', 'data-tab': name, onclick: () => choose(name),
    onkeydown: event => {
      const step = {ArrowLeft: -1, ArrowRight: 1}[event.key];
      if (!step) return;
      choose(names[(names.indexOf(name) + step + names.length) % names.length]);
      panel.querySelector('[aria-selected=true]').focus();
    },
  }, name[0].toUpperCase() + name.slice(1), h('span.count'))));
  head.replaceChildren(tabs, h('div.summary'), h('button.small', {'aria-label': 'close', title: 'Ctrl+Shift+L', onclick: () => toggle(false)}, '✕'));
}

function choose(tab) {
  view.tab = tab;
  content.replaceChildren();
  content.scrollTop = 0;
  keep();
  draw();
}

function drawSummary() {
  for (const tab of head.querySelectorAll('[role=tab]')) {
    const isChosen = tab.dataset.tab === view.tab;
    tab.setAttribute('aria-selected', isChosen);
    tab.tabIndex = isChosen ? 0 : -1;
  }
  const waiting = seen.calls.filter(FILTERS.waiting).length;
  head.querySelector('[data-tab=calls] .count').textContent = waiting || '';
  const found = percentiles(seen.times, LATEST);
  head.querySelector('.summary').replaceChildren(
    h('span', {title: 'state of the line'}, h('span', {class: `dot ${seen.state}`}), seen.state, seen.user !== null && h('b', {}, ` ${seen.user}`)),
    found && h('span.times', {title: `of the last ${found.count} calls, from the call to its answer`}, bars(seen.times.slice(-40)), 'p50 ', h('b', {}, duration(found.p50)), ' p99 ', h('b', {}, duration(found.p99))),
    h('span.traffic', {title: 'sent and received on the line'}, `↑ ${bytes(seen.sent.bytes)} ↓ ${bytes(seen.received.bytes)}`));
}

function bars(times) {
  const most = Math.max(...times, 1);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 80 16');
  svg.setAttribute('aria-hidden', 'true');
  times.forEach((ms, at) => {
    const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    const height = Math.max(1, 16 * ms / most);
    for (const [name, value] of Object.entries({x: 80 - 2 * (times.length - at), y: 16 - height, width: 1.4, height})) bar.setAttribute(name, value);
    svg.append(bar);
  });
  return svg;
}

// ---- calls and events ----

function callsView(into) {
  const list = seen.calls.filter(FILTERS[view.filter]);
  const filters = Object.keys(FILTERS).map(name => h('button', {'aria-pressed': view.filter === name, onclick: () => {
    view.filter = name;
    draw();
  }}, `${name} ${seen.calls.filter(FILTERS[name]).length}`));
  fill(into, h('div.filters', {role: 'group', 'aria-label': 'which calls'}, ...filters), list, callRow, 'No calls yet. Each call of an action shows here, with its time and the line of Python that made it.');
}

function eventsView(into) {
  fill(into, null, seen.events, eventRow, 'No events yet. What the server publishes to this tab shows here.');
}

// The newest first; rows that are there stay the elements that they are, open or not.
function fill(into, bar, list, row, empty) {
  const hasFocus = into.querySelector('.filters')?.contains(place().activeElement);
  const items = [...list].reverse().map(row);
  into.replaceChildren(...[bar, items.length ? h('div.rows', {role: 'list'}, ...items) : h('p.empty', {}, empty)].filter(Boolean));
  if (hasFocus) into.querySelector('[aria-pressed=true]')?.focus();
}

function cached(item, signature, make) {
  const before = rows.get(item);
  if (before?.signature === signature) return before.element;
  const element = make();
  if (before?.element.open) element.open = true;
  rows.set(item, {signature, element});
  return element;
}

function callRow(call) {
  if (call.place === undefined) findPlace(call);
  const isOver = !['queued', 'sent'].includes(call.state);
  return cached(call, `${call.state} ${call.items} ${call.place?.line} ${call.tries}`, () => h('details.row', {class: `row ${call.state}`, role: 'listitem'},
    h('summary', {},
      h('span.status', {title: STATES[call.state]}, h('span.hidden', {}, STATES[call.state])),
      h('code.what', {}, h('b', {}, call.name), `(${short(argumentsText(call), 80)})`),
      h('code.result', {}, outcome(call)),
      h('span.ms', {}, isOver ? duration(call.ms) : STATES[call.state]),
      call.place ? placeLink(call.place.path, call.place.line) : h('span.place', {}, '')),
    h('div.detail', {},
      facts(call.args.length > 0 && ['arguments', pretty(call.args)], Object.keys(call.named).length > 0 && ['by name', pretty(call.named)],
        call.state === 'ok' && !call.isStream && ['result', pretty(call.result)],
        call.isStream && ['stream', `${call.items} items${call.items ? `, the last ${short(call.result, 200)}` : ''}`],
        call.error && ['exception', `${call.error}(${call.detail.map(each => short(each, 400)).join(', ')})`],
        call.tries > 1 && ['sent', `${call.tries} times: the line broke before the server had it, or knew it`],
        call.state === 'refused' && ['not sent', 'the page gave it up: no line in time, cancelled, or outdated'],
        call.frames?.length > 0 && ['called from', h('ol.stack', {}, ...call.frames.map(frame => h('li', {}, placeLink(frame.path, frame.line), ` in ${frame.function}`)))],
        ['at', time(call.at)]),
      reference(call) && h('button', {onclick: () => showReference(reference(call))}, 'Show the exception on the server'))));
}

function reference(call) {
  const found = call.error === 'Failed' && /reference (\w+)/.exec(call.detail[0])?.[1];
  return found && troubles.exceptions.some(each => each.ref === found) ? found : '';
}

async function findPlace(call) {
  call.place = null;
  const frames = await framesOf(call.stack);
  // A stub stands for the action, in server_src.
  call.frames = frames.filter(({path}) => /^(client|shared)_src\//.test(path));
  call.place = call.frames[0] ?? null;
  if (call.place) redraw();
}

function argumentsText({args, named}) {
  return [...args.map(each => JSON.stringify(each)), ...Object.entries(named).map(([name, value]) => `${name}=${JSON.stringify(value)}`)].join(', ');
}

function outcome(call) {
  if (call.state === 'failed') return `${call.error}: ${short(call.detail[0] ?? '', 80)}`;
  if (call.isStream) return `${call.items} item${call.items === 1 ? '' : 's'}`;
  return call.state === 'ok' ? short(call.result, 80) : '';
}

function eventRow(event) {
  return cached(event, '', () => h('details.row.event', {role: 'listitem'},
    h('summary', {},
      h('span.ms', {}, time(event.at)),
      h('code.what', {}, h('b', {}, event.name)),
      h('code.result', {}, short(event.payload, 100)),
      h('span.topic', {}, event.topic)),
    h('div.detail', {}, facts(['payload', pretty(event.payload)], event.offset > 0 && ['kept', `number ${event.offset} of its topic`]))));
}

function facts(...given) {
  return h('dl', {}, ...given.filter(Boolean).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function pretty(value) {
  const line = JSON.stringify(value) ?? 'null';
  const text = line.length > 80 ? JSON.stringify(value, null, 2) : line;
  return h('pre', {}, text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}\n… ${text.length} characters` : text);
}

function time(at) {
  const date = new Date(at);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

// ---- the line ----

function lineView(into) {
  const found = percentiles(seen.times, LATEST);
  into.replaceChildren(
    h('div.two', {},
      facts(
        ['state', h('span', {}, h('span', {class: `dot ${seen.state}`}), seen.state, seen.way && ` by ${seen.way}`)],
        ['user', seen.user ?? 'nobody is signed in'],
        ['tab', h('code', {}, seen.client || '–')],
        ['ping', seen.ping_ms ? duration(seen.ping_ms) : 'none yet, one each heartbeat'],
        ['calls', found ? `p50 ${duration(found.p50)}, p99 ${duration(found.p99)} of the last ${found.count}` : 'none yet'],
        ['sent', `${bytes(seen.sent.bytes)} in ${seen.sent.messages} messages`],
        ['received', `${bytes(seen.received.bytes)} in ${seen.received.messages} messages`],
        ['lines lost', String(seen.drops)],
        ['gaps', seen.gaps ? `${seen.gaps}: events were missed and are no longer kept` : 'none: no event was missed'],
        ['follows', seen.topics.size ? [...seen.topics].join(', ') : 'no topic of kept events']),
      h('ol.history', {'aria-label': 'history'}, ...[...seen.history].reverse().map(({at, text, kind}) => h('li', {class: kind}, h('span.ms', {}, time(at)), ` ${text}`)))));
}

// ---- the network ----

function networkView(into) {
  if (!into.querySelector('form')) into.replaceChildren(networkForm());
  for (const input of into.querySelectorAll('input')) {
    if (input.type === 'checkbox') input.checked = network[input.name];
    else if (place().activeElement !== input) input.value = network[input.name];
  }
  for (const output of into.querySelectorAll('output')) output.textContent = network[output.dataset.of];
  for (const button of into.querySelectorAll('[data-lag]')) button.setAttribute('aria-pressed', Number(button.dataset.lag) === network.lag_ms && Number(button.dataset.jitter) === network.jitter_ms);
}

function networkForm() {
  const slide = (name, label, most, unit, help) => h('label', {}, h('span', {}, label), h('input', {
    type: 'range', name, min: 0, max: most, step: name === 'drop_s' ? 1 : 10, oninput: event => simulate({[name]: Number(event.target.value)}),
  }), h('span.value', {}, h('output', {'data-of': name}), ` ${unit}`), h('small', {}, help));
  return h('form.network', {onsubmit: event => event.preventDefault()},
    h('div.filters', {role: 'group', 'aria-label': 'presets'}, ...PRESETS.map(([name, lag_ms, jitter_ms]) => h('button', {
      type: 'button', 'data-lag': lag_ms, 'data-jitter': jitter_ms, onclick: () => simulate({lag_ms, jitter_ms}),
    }, name))),
    slide('lag_ms', 'Lag', 3000, 'ms', 'added to each round trip, half each way'),
    slide('jitter_ms', 'Jitter', 1000, 'ms', 'up to this much more, at random; the order stays'),
    slide('drop_s', 'Drop the line every', 60, 's', '0: never; what is under way then is lost, as in a tunnel'),
    h('label.check', {}, h('input', {type: 'checkbox', role: 'switch', name: 'isOffline', onchange: event => simulate({isOffline: event.target.checked})}), h('span', {}, 'Offline'), h('small', {}, 'no line opens, and the page is told that there is no network')),
    h('div.actions', {},
      h('button', {type: 'button', onclick: dropLines}, 'Drop the line now'),
      h('button', {type: 'button', onclick: restore}, 'Back to normal')),
    h('p.note', {}, 'Only this tab, and only the line: files and requests of the app go as ever.'));
}

