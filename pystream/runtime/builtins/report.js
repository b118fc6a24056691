// The text CPython prints for an exception, and what happens to one nobody caught.
import {SystemExit, caught, describe, isexc} from './exceptions.js';
import {str_} from './repr.js';

const frameSource = {_$of: undefined};

// f(exception) -> [[file, line, function or '', source line or ''], ...], outermost first: whoever knows the source maps provides it.
export function set_frames(f) {
    frameSource._$of = f;
}

export function frames(e) {
    return frameSource._$of?.(e) ?? [];
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

export function frameLines(e) {
    const lines = [];
    for (const [file, line, name, source] of frames(e)) {
        lines.push(`  File "${file}", line ${line}` + (name ? `, in ${name}` : ''));
        if (source?.trim()) lines.push('    ' + source.trim());
    }
    return lines;
}

// The whole report, chain included, as lines. seen: exceptions already shown.
export function exceptionLines(e, seen) {
    const shown = seen ?? new Set();
    shown.add(e);
    const lines = [];
    const cause = e.__cause__;
    const context = e.__context__;
    if (cause !== null && cause !== undefined) {
        if (!shown.has(cause)) lines.push(...exceptionLines(cause, shown), '', 'The above exception was the direct cause of the following exception:', '');
    } else if (context !== null && context !== undefined && !e.__suppress_context__ && !shown.has(context))
        lines.push(...exceptionLines(context, shown), '', 'During handling of the above exception, another exception occurred:', '');
    if (e.exceptions !== undefined && e.message !== undefined) lines.push(...groupReport(e, 0));
    else {
        if (e.__traceback__ !== null) lines.push('Traceback (most recent call last):', ...frameLines(e));
        lines.push(...exceptionOnly(e));
    }
    return lines;
}

// An exception group is drawn as a tree.
function groupReport(e, depth) {
    const pad = '  '.repeat(depth + 1);
    const lines = [];
    if (e.__traceback__ !== null) lines.push(`${depth === 0 ? pad + '+ ' : pad + '| '}Exception Group Traceback (most recent call last):`, ...frameLines(e).map(line => `${pad}| ${line}`));
    lines.push(...exceptionOnly(e).map(line => `${pad}| ${line}`));
    const all = e.exceptions;
    all.forEach((x, i) => {
        lines.push(`${pad}+-+---------------- ${i + 1} ----------------`.replace('+-+', i === 0 ? '+-+' : '  +'));
        if (x.exceptions !== undefined && x.message !== undefined) lines.push(...groupReport(x, depth + 1));
        else lines.push(...exceptionLines(x).map(line => `${pad}  | ${line}`));
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
    console.error(exceptionLines(e).join('\n'));
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
