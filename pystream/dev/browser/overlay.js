// What is broken, over the page: all that keeps the app from compiling, or exceptions that nobody caught, on either side. It
// goes by itself when the code is another one.

import {heard} from './channel.js';
import {codeBlock} from './code.js';
import {placeLink} from './editor.js';
import {h, place} from './elements.js';
import {hintFor} from './hints.js';
import {around, columnOf, mapOf} from './maps.js';
import {seen} from './spy.js';

const MOST = 30;

export const troubles = {problems: [], exceptions: [], listeners: []};
let dialog;
let shown = 0; // which of the exceptions

// ---- what comes ----

heard('problems', ({problems}) => {
  // Saved again, and no better: what was unfolded stays so.
  if (dialog?.open && JSON.stringify(problems) === JSON.stringify(troubles.problems)) return;
  troubles.problems = problems;
  changed(true);
});

// Another server perhaps, and before it tells what holds there.
heard('hello', () => {
  if (!troubles.problems.length) return;
  troubles.problems = [];
  changed(false);
});

heard('fine', () => {
  troubles.problems = [];
  // A compiler that broke stands like a problem, and every exception was another code's.
  mended();
});

heard('swap', mended);
heard('server', mended);

heard('exception', message => add({
  side: message.type === 'compiler' ? 'compiler' : 'server',
  where: message.where ?? '',
  who: whose(message),
  ref: message.ref ?? '',
  chain: [...(message.before ?? []), {text: textOf(message), link: message.link ?? '', frames: message.frames ?? []}],
  isOurs: !message.client || message.client === seen.client,
}));

addEventListener('pystream:exception', async ({detail}) => {
  const chain = [];
  for (const {text, link, frames} of detail.exceptions) chain.push({text, link, frames: await Promise.all(frames.map(clientFrame))});
  add({side: 'client', where: detail.where.replace(/^pystream(: )?/, ''), who: '', ref: referenceIn(chain.at(-1).text), chain, isOurs: true});
});

async function clientFrame({file, line, function: name, source, place: at, script}) {
  const read = await mapOf(script);
  const lines = read?.texts.get(file);
  const col = read && lines ? columnOf(read, at, file, line) : 0;
  return {path: file, line, col, function: name, source: source.trim(), own: true, lines: around(lines, line)};
}

function textOf({type, message}) {
  return message && type !== 'compiler' ? `${type}: ${message}` : message || type;
}

function whose({client, user, ip}) {
  if (!client) return '';
  if (client === seen.client) return 'called by this tab';
  return `called by another tab${user ? ` of ${user}` : ''}${ip ? `, ${ip}` : ''}`;
}

function referenceIn(text) {
  return /\breference (\w+)/.exec(text)?.[1] ?? '';
}

function add(exception) {
  const key = JSON.stringify([exception.side, exception.where, exception.chain.map(({text, frames}) => [text, frames.map(({path, line}) => [path, line])])]);
  const same = troubles.exceptions.find(each => each.key === key);
  if (same) {
    same.count++;
    changed(false);
    return;
  }
  const other = exception.ref && troubles.exceptions.find(each => each.ref === exception.ref && each.side !== exception.side);
  if (other) {
    Object.assign(other, exception.side === 'server' ? {...exception, key, met: {...other}} : {met: exception});
    changed(exception.isOurs);
    return;
  }
  troubles.exceptions.push({...exception, key, count: 1, met: null});
  if (troubles.exceptions.length > MOST) {
    troubles.exceptions.shift();
    shown = Math.max(0, shown - 1);
  }
  // While one is read it stays.
  if (!dialog?.open) shown = troubles.exceptions.length - 1;
  changed(exception.isOurs);
}

function mended() {
  troubles.exceptions = [];
  shown = 0;
  changed(false);
}

function changed(opens) {
  const count = troubles.problems.length + troubles.exceptions.length;
  if (!count) dialog?.close();
  else if (dialog?.open) draw();
  else if (opens) openOverlay();
  for (const listener of troubles.listeners) listener();
}

const current = () => troubles.exceptions[shown];

/** Show the exception that the server told under this reference; false if there is none. */
export function showReference(ref) {
  const found = troubles.exceptions.findIndex(each => each.side === 'server' && each.ref === ref);
  if (found < 0) return false;
  shown = found;
  openOverlay();
  return true;
}

// ---- what is seen ----

export function openOverlay() {
  if (!dialog) {
    // A modal dialog: the rest cannot be reached meanwhile, the focus comes back, Escape closes.
    dialog = h('dialog.overlay', {'aria-labelledby': 'title'});
    dialog.onclick = event => {
      if (event.target === dialog) dialog.close(); // beside the card
    };
    dialog.onkeydown = event => {
      // What the page does on keys is not meant for here.
      event.stopPropagation();
      if (event.key === 'ArrowLeft') turn(-1);
      else if (event.key === 'ArrowRight') turn(1);
    };
    place().append(dialog);
  }
  draw();
  if (!dialog.open) dialog.showModal();
}

function turn(step) {
  if (troubles.problems.length) return;
  shown = Math.min(Math.max(shown + step, 0), troubles.exceptions.length - 1);
  draw();
}

function draw() {
  const isCompiling = troubles.problems.length > 0;
  const [title, body] = isCompiling ? problemsView() : exceptionView(current());
  const many = !isCompiling && troubles.exceptions.length > 1;
  dialog.replaceChildren(h('article.card', {},
    h('header', {},
      h('span.kind', {}, isCompiling ? 'compile' : current().side),
      h('h1', {id: 'title'}, title),
      many && h('nav', {},
        h('button.small', {'aria-label': 'previous exception', disabled: shown === 0, onclick: () => turn(-1)}, '‹'),
        h('span', {}, `${shown + 1} of ${troubles.exceptions.length}`),
        h('button.small', {'aria-label': 'next exception', disabled: shown === troubles.exceptions.length - 1, onclick: () => turn(1)}, '›')),
      h('button.small.close', {'aria-label': 'close', title: 'Escape', autofocus: true, onclick: () => dialog.close()}, '✕')),
    h('div.body', {}, ...body),
    h('footer', {}, isCompiling ? 'Goes as soon as it compiles. The server goes on with the last good build.' : 'Only `pystream serve --dev` shows this.')));
}

function problemsView() {
  const {problems} = troubles;
  return [problems.length > 1 ? `${problems.length} problems keep the app from compiling` : 'The app does not compile', problems.map(problemView)];
}

function problemView({code, path, line, col, end, message, hint, excerpt, lines, explanation}) {
  const source = lines?.length ? lines : excerpt ? [[line, excerpt]] : [];
  return h('section.problem', {},
    path && h('p.where', {}, h('code.badge', {}, code), placeLink(path, line, col)),
    h('h2', {}, message),
    source.length > 0 && codeBlock(source, line, col, end),
    hint && h('p.hint', {}, hint),
    explanation && h('details', {}, h('summary', {}, `What ${code} means`), h('p.prose', {}, explanation)));
}

function exceptionView({side, where, who, chain, count, ref, met}) {
  const last = chain.at(-1);
  const [head, ...more] = last.text.split('\n');
  const about = [where && `in ${where}`, who, count > 1 && `${count} times`, ref && `reference ${ref}`].filter(Boolean).join(' · ');
  const hint = hintFor(last.text);
  return [side === 'compiler' ? 'The compiler broke: this is a bug of pystream' : head, [
    about && h('p.about', {}, about),
    more.length > 0 && h('pre.more', {}, more.join('\n')),
    side === 'compiler' && h('pre.more', {}, head),
    hint && h('p.hint', {}, hint),
    ...chain.map((each, at) => exceptionFrames(each, chain[at + 1])).reverse(),
    met && exceptionFrames(met.chain.at(-1), {link: 'met', where: met.where}),
  ]];
}

const LINKS = {cause: 'Raised from', context: 'While handling', group: 'In the group', met: 'In the browser'};

// The last exception first, and of each the frame that raised it.
function exceptionFrames({text, frames}, after) {
  const own = frames.findLast(frame => frame.own !== false) ?? frames.at(-1);
  return h('section.exception', {},
    after && h('p.link', {}, `${LINKS[after.link] ?? LINKS.context}${after.where ? `, ${after.where}` : ''}: `, h('b', {}, text)),
    own && h('div', {}, h('p.where', {}, placeLink(own.path, own.line, own.col), ` in ${own.function}`),
      codeBlock(own.lines?.length ? own.lines : [[own.line, own.source]], own.line, own.lines?.length ? own.col : 0, own.end)),
    frames.length > 1 && frameList([...frames].reverse()));
}

function frameList(frames) {
  const rows = [];
  let folded = [];
  const unfold = () => {
    if (folded.length) rows.push(h('li', {}, h('details.library', {}, h('summary', {}, `${folded.length} frame${folded.length > 1 ? 's' : ''} of libraries`), h('ol', {}, ...folded))));
    folded = [];
  };
  for (const frame of frames) {
    const row = h('li.frame', {}, h('span.function', {}, frame.function), placeLink(frame.path, frame.line, frame.col), h('code', {}, frame.source));
    if (frame.own === false) folded.push(row);
    else {
      unfold();
      rows.push(row);
    }
  }
  unfold();
  return h('div.frames', {}, h('h3', {}, 'Traceback, most recent call first'), h('ol', {}, ...rows));
}
