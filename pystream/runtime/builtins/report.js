// The text CPython prints for an exception, and what happens to one nobody caught.
import {SystemExit, caught, describe, isexc} from './exceptions.js';
import {exceptionFrames, places, traceUncaught} from './places.js';
import {reached} from './reached.js';
import {str_} from './repr.js';

// The Python places in V8's stack as frames, outermost first; it has them under `node --enable-source-maps`.
function mappedFrames(e) {
    const frames = [];
    for (const line of String(e.stack).split('\n')) {
        const found = /^ +at (?:(?:async )?(<?\w+>?) \()?.*?([^ (]+\.py):(\d+):\d+\)?$/.exec(line);
        if (found) frames.unshift([found[2].replace('file://', ''), found[3], (found[1] ?? '<anonymous>').replace('<anonymous>', '<module>')]);
    }
    return frames;
}

// "ValueError: text" with its notes, one string per line.
export function exceptionOnly(e) {
    const C = e._$class;
    const name = C._$module === 'builtins' || C._$module === '__main__' ? C._$qual : `${C._$module}.${C._$qual}`;
    const text = describe(e);
    const lines = `${name}${text === '' ? '' : ': ' + text}`.split('\n');
    if (Array.isArray(e.__notes__)) for (const note of e.__notes__) lines.push(...str_(note).split('\n'));
    return lines;
}

export function frameLines(frames) {
    const lines = [];
    let before;
    let times = 0;
    for (const [file, line, name, text] of [...frames, []]) {
        const place = `  File "${file}", line ${line}, in ${name}`;
        if (reached(places)) {
            // Recursion is told by its first three frames.
            times = place === before ? times + 1 : (times > 3 && lines.push(`  [Previous line repeated ${times - 3} more time${times > 4 ? 's' : ''}]`), 1);
            before = place;
            if (times > 3) continue;
        }
        if (file !== undefined) lines.push(place);
        if (text) lines.push('    ' + text);
    }
    return lines;
}

// The whole report, chain included, as lines. frames: what gives an exception's; seen: exceptions already shown.
export function exceptionLines(e, frames, seen) {
    const shown = seen ?? new Set();
    shown.add(e);
    const lines = [];
    const cause = e.__cause__;
    const context = e.__context__;
    if (cause !== null && cause !== undefined) {
        if (!shown.has(cause)) lines.push(...exceptionLines(cause, frames, shown), '', 'The above exception was the direct cause of the following exception:', '');
    } else if (context !== null && context !== undefined && !e.__suppress_context__ && !shown.has(context))
        lines.push(...exceptionLines(context, frames, shown), '', 'During handling of the above exception, another exception occurred:', '');
    if (e.exceptions !== undefined && e.message !== undefined) lines.push(...groupReport(e, frames, 0));
    else {
        if (e.__traceback__ !== null) lines.push('Traceback (most recent call last):', ...frameLines(frames(e)));
        lines.push(...exceptionOnly(e));
    }
    return lines;
}

// An exception group is drawn as a tree.
function groupReport(e, frames, depth) {
    const pad = '  '.repeat(depth + 1);
    const lines = [];
    if (e.__traceback__ !== null) lines.push(`${depth === 0 ? pad + '+ ' : pad + '| '}Exception Group Traceback (most recent call last):`, ...frameLines(frames(e)).map(line => `${pad}| ${line}`));
    lines.push(...exceptionOnly(e).map(line => `${pad}| ${line}`));
    const all = e.exceptions;
    all.forEach((x, i) => {
        lines.push(`${pad}+-+---------------- ${i + 1} ----------------`.replace('+-+', i === 0 ? '+-+' : '  +'));
        if (x.exceptions !== undefined && x.message !== undefined) lines.push(...groupReport(x, frames, depth + 1));
        else lines.push(...exceptionLines(x, frames).map(line => `${pad}  | ${line}`));
    });
    if (depth === 0 || all.length) lines.push(`${pad}  +------------------------------------`);
    return lines;
}

// Nobody caught it: SystemExit ends quietly, KeyboardInterrupt and all others are reported on console.error.
export function uncaught(x) {
    const e = caught(x);
    if (isexc(e, SystemExit)) {
        exitWith(e.code);
        return;
    }
    if (reached(places)) traceUncaught(e);
    console.error(exceptionLines(e, reached(places) ? exceptionFrames : mappedFrames).join('\n'));
    setExitCode(1);
}

function exitWith(code) {
    if (code === null) setExitCode(0);
    else if (typeof code === 'number') setExitCode(code & 0xff);
    else {
        console.error(str_(code));
        setExitCode(1);
    }
}

function setExitCode(code) {
    if (typeof process === 'object') process.exitCode = code;
}
