// Of an exception that nobody caught: Python's report on the console, by the source map, and a word to the server. A
// script of its own, fetched for the first one.
import {placeOf, placeRows, frameAt, placedFirst, placedTable, placesIn, stackLines} from './builtins/places.js';
import {reached} from './builtins/reached.js';

/** The name of this script after that of the script it explains. */
const ENDING = '.trace.js';
// As transports/errors.py takes them.
const MOST_REPORTS = 5;
const MOST_CHAIN = 8;
const MOST_PLACES = 100;
const MOST_TEXT = 1000;
const TOLD = 202;

const traceMaps = new Map(); // URL of a script -> promise of its table
const reports = {told: new Set(), isWanted: true};

/** Tell of it. what: what ran; describe: gives an exception's last lines; isTold: the program itself knows of frames. */
export async function tell(what, error, describe, isTold) {
  const where = what.replace(/^pystream:? ?/, '');
  // A dev build has this in another script than the program, and knows the tables of all.
  const url = reached(placesIn) ? placedFirst() : import.meta.url.slice(0, -ENDING.length);
  const chain = traceChain(error).map(([e, link]) => ({text: describe(e), link, places: tracePlaces(e, url)}));
  sendReport(traceName(url), where, chain);
  const exceptions = await Promise.all(chain.map(async ({text, link, places}) => ({text, link, frames: await traceFrames(places)})));
  if (!isTold) console.error(traceReport(exceptions));
  // For who watches the page: the developer's overlay, an app's own reports.
  dispatchEvent(new CustomEvent('pystream:exception', {detail: {where, script: url, exceptions}}));
}

const traceName = url => url.slice(url.lastIndexOf('/') + 1);

async function traceTable(url) {
  const map = await (await fetch(url + '.map')).json();
  const table = map.x_pystream;
  table.lines = table.files.map(file => map.sourcesContent[map.sources.indexOf(file)]);
  table.numbers = placeRows(table.rows);
  return table;
}

// The exceptions that led to it and itself, with how each came of the one before.
function traceChain(error) {
  const chain = [];
  const seen = new Set();
  let e = error;
  while (e && !seen.has(e)) {
    seen.add(e);
    const cause = e.__cause__;
    const before = cause ?? (e.__suppress_context__ ? undefined : e.__context__);
    chain.unshift([e, before && !seen.has(before) ? cause ? 'cause' : 'context' : '']);
    e = before;
  }
  return chain;
}

// Line, column and script: the page's, or one beside it that was fetched on demand, perhaps at a second attempt.
function tracePlaces(e, url) {
  const places = [];
  for (const found of stackLines(e.stack).map(placeOf)) {
    const script = found?.[0].replace(/\?\d+$/, '');
    if (reached(placesIn) ? placedTable(script) : script === url || script?.startsWith(url.slice(0, -'.js'.length) + '-')) places.unshift([found[1], found[2], script]);
  }
  return places;
}

async function traceFrames(places) {
  const frames = [];
  for (const [line, column, script] of places) {
    if (!traceMaps.has(script)) traceMaps.set(script, reached(placesIn) ? placedTable(script) : traceTable(script));
    const table = await traceMaps.get(script);
    const frame = frameAt(table, table.numbers, line, column);
    if (frame) frames.push({file: frame[0], line: frame[1], function: frame[2], source: frame[3], place: [line, column], script});
  }
  return frames;
}

const LINKS = {
  cause: 'The above exception was the direct cause of the following exception',
  context: 'During handling of the above exception, another exception occurred',
};

function traceReport(exceptions) {
  let report = '';
  for (const {text, link, frames} of exceptions) {
    if (link) report += `\n\n${LINKS[link]}:\n\n`;
    if (frames.length) report += 'Traceback (most recent call last):\n';
    for (const frame of frames) report += `  File "${frame.file}", line ${frame.line}, in ${frame.function}\n    ${frame.source.trim()}\n`;
    report += text;
  }
  return report;
}

// The server has the map too, and believes no file or line that a browser names. What is not of the app's script is none of
// its bugs.
async function sendReport(script, where, chain) {
  const told = chain.slice(-MOST_CHAIN).map(({text, link, places}) => {
    const last = places.slice(-MOST_PLACES);
    const scripts = last.some(place => traceName(place[2]) !== script) ? {scripts: last.map(place => traceName(place[2]))} : {};
    return {text: text.slice(0, MOST_TEXT), link, places: last.map(place => place.slice(0, 2)), ...scripts};
  });
  const body = JSON.stringify({script, where: where.slice(0, MOST_TEXT / 10), chain: told});
  const isKnown = reports.told.has(body) || reports.told.size >= MOST_REPORTS;
  if (!reports.isWanted || isKnown || !chain.some(({places}) => places.length)) return;
  reports.told.add(body);
  try {
    const {status} = await fetch('/_pystream/errors', {method: 'POST', body, keepalive: true});
    reports.isWanted = status === TOLD;
  } catch {
    reports.told.delete(body);
  }
}
