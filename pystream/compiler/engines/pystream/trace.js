// Python's report of an exception that nobody caught, from the source map: a script of its own, fetched for the first one.
import {placeRows, stackFrames} from './builtins/places.js';

/** The name of this script after that of the script it explains. */
const ENDING = '.trace.js';

const traceMap = {_$table: undefined};

/** Write the report on the console. describe: gives an exception's last lines. */
export async function tell(error, describe) {
  const url = import.meta.url.slice(0, -ENDING.length);
  const table = await (traceMap._$table ??= traceTable(url + '.map'));
  console.error(traceReport(error, describe, e => stackFrames(e.stack, table, table.numbers, url), new Set()));
}

async function traceTable(url) {
  const map = await (await fetch(url)).json();
  const table = map.x_pystream;
  table.lines = table.files.map(file => map.sourcesContent[map.sources.indexOf(file)]);
  table.numbers = placeRows(table.rows);
  return table;
}

function traceReport(e, describe, frames, seen) {
  seen.add(e);
  const cause = e.__cause__;
  const before = cause ?? (e.__suppress_context__ ? undefined : e.__context__);
  let text = '';
  if (before && !seen.has(before)) {
    const link = cause ? 'The above exception was the direct cause of the following exception' : 'During handling of the above exception, another exception occurred';
    text = `${traceReport(before, describe, frames, seen)}\n\n${link}:\n\n`;
  }
  const passed = frames(e);
  if (passed.length) text += 'Traceback (most recent call last):\n';
  for (const [file, line, name, source] of passed) text += `  File "${file}", line ${line}, in ${name}\n    ${source.trim()}\n`;
  return text + describe(e);
}
