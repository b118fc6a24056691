// Python's frames: JavaScript's stacks, read by the table that the linker writes (compiler/places.py).
// `reached(places)` is true in programs that can ask for frames; only there a raise and a catch note where they stand.
import {reached} from './reached.js';

/** The table. The linker writes this function. */
export function places() {
    return undefined;
}

// The scripts of a dev build: URL -> what gives its table, or that.
const placeScripts = new Map();

/** Of a program that is several scripts, a dev build: where those of `url` are. */
export function placesIn(url, table) {
    placeScripts.set(url, table);
}

/** The URL of the first of them. */
export function placedFirst() {
    return placeScripts.keys().next().value;
}

/** The table of one, undefined if there is none of that URL; `numbers` are its rows. */
export function placedTable(url) {
    let table = placeScripts.get(url);
    if (typeof table === 'function') {
        table = table();
        table.numbers = placeRows(table.rows);
        placeScripts.set(url, table);
    }
    return table;
}

const placesRead = {_$rows: undefined, _$table: undefined, _$url: ''};

// URL:line:column at the end: V8's `at f (..)` and `at ..`, Firefox's and Safari's `f@..`.
const PLACE = /([^\s(@]+):(\d+):(\d+)\)?$/;

// The lines of a stack that are frames, innermost first.
export function stackLines(stack) {
    const lines = String(stack).split('\n');
    // V8 puts the message in front, and `at` before each frame.
    const marked = lines.filter(line => /^\s+at /.test(line));
    return marked.length ? marked : lines.filter(line => line !== '');
}

// Python's frames of lines of a stack, outermost first: [file, line, function, text of the line].
export function pythonFrames(lines) {
    if (reached(placesIn)) return scriptsFrames(lines);
    if (placesRead._$rows === undefined) {
        placesRead._$table = places();
        placesRead._$rows = placeRows(placesRead._$table?.rows ?? '');
        placesRead._$url = placeOf(stackLines(new Error().stack)[0])?.[0];
    }
    const frames = [];
    for (const line of lines) {
        const found = placeOf(line);
        const frame = found?.[0] === placesRead._$url ? frameAt(placesRead._$table, placesRead._$rows, found[1], found[2]) : undefined;
        if (frame !== undefined) frames.unshift(frame);
    }
    return frames;
}

function scriptsFrames(lines) {
    const frames = [];
    for (const line of lines) {
        const found = placeOf(line);
        const table = found && placedTable(found[0]);
        const frame = table && frameAt(table, table.numbers, found[1], found[2]);
        if (frame !== undefined) frames.unshift(frame);
    }
    return frames;
}

/** Where a line of a stack is: URL, line and column from 0; undefined if it names no place. */
export function placeOf(line) {
    const found = PLACE.exec(line);
    return found ? [found[1], found[2] - 1, found[3] - 1] : undefined;
}

/** The frame of a place, undefined where no Python function is. */
export function frameAt(table, rows, line, column) {
    let last;
    for (const row of rows) {
        if (row[0] > line || row[0] === line && row[1] > column) break;
        last = row;
    }
    if (last === undefined || last[3] === 0) return undefined;
    const file = table.codes[last[3] * 2 - 2];
    return [table.files[file], last[2], table.codes[last[3] * 2 - 1], table.lines[file].split('\n')[last[2] - 1] ?? ''];
}

/** The table's rows as [line, column, Python's line, function]. */
export function placeRows(text) {
    const rows = [];
    let at = 0;
    let line = 0;
    let column = 0;
    let python = 0;
    let code = 0;
    const number = () => {
        let value = 0;
        for (let shift = 0; ; shift += 5) {
            const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(text[at++]);
            value |= (digit & 31) << shift;
            if (digit < 32) return value & 1 ? -(value >> 1) : value >> 1;
        }
    };
    while (at < text.length) {
        const down = number();
        line += down;
        column = number() + (down ? 0 : column);
        python += number();
        code += number();
        rows.push([line, column, python, code]);
    }
    return rows;
}

// ---- where an exception was raised and caught ----

// `_$trace` of an exception: for each time that it was raised, an Error made there and those made where it was caught since.

export function traceRaise(e, place) {
    (e._$trace ??= []).push([place]);
}

export function traceCatch(e, place) {
    // Its stack as it is: what is added later says where it was raised again, which is noted here too.
    const last = (e._$trace ??= [[{stack: e.stack}]]).at(-1);
    last[0] ??= place;
    last.push(place);
}

/** It is thrown into a generator: the first frame that it passes is that one's, which no stack shows before it is caught there. */
export function traceThrow(e) {
    e._$trace.at(-1)[0] = undefined;
    return e;
}

/** The frames that an exception passed, from where it was caught to where it was raised; the last raise first. */
export function exceptionFrames(e) {
    const frames = [];
    for (const [raised, ...caught] of e._$trace ?? [[e]]) frames.unshift(...pythonFrames(passedLines(stackLines(raised?.stack), caught)));
    return frames;
}

/** Nobody caught it: since it was raised last it went all the way. */
export function traceUncaught(e) {
    e._$trace.at(-1).length = 1;
}

// The lines of a stack up to the outermost place where what was raised there was caught.
function passedLines(lines, places) {
    for (let i = places.length - 1; i >= 0; i--) {
        // Without `caught` and the function that called it, whose line is another than when it called.
        const outer = stackLines(places[i].stack).slice(2);
        const count = lines.length - outer.length;
        // Where they differ the exception was carried elsewhere, by a task or a generator.
        if (count > 0 && outer.every((line, j) => line === lines[count + j])) return lines.slice(0, count);
    }
    return lines;
}
