// Python's frames: JavaScript's stacks, read by the table that the linker writes (compiler/places.py).
// `reached(places)` is true in programs that can ask for frames; only there a raise and a catch note where they stand.

/** The table. The linker writes this function. */
export function places() {
    return undefined;
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
    if (placesRead._$rows === undefined) {
        placesRead._$table = places();
        placesRead._$rows = placeRows(placesRead._$table?.rows ?? '');
        placesRead._$url = PLACE.exec(stackLines(new Error().stack)[0])?.[1];
    }
    return lineFrames(lines, placesRead._$table, placesRead._$rows, placesRead._$url);
}

/** The same of a stack, by a given table of the script at `url`. */
export function stackFrames(stack, table, rows, url) {
    return lineFrames(stackLines(stack), table, rows, url);
}

function lineFrames(lines, table, rows, url) {
    const frames = [];
    for (const line of lines) {
        const found = PLACE.exec(line);
        const frame = found?.[1] === url ? frameAt(table, rows, found[2] - 1, found[3] - 1) : undefined;
        if (frame !== undefined) frames.unshift(frame);
    }
    return frames;
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

// `_$trace` of an exception: for each time that it was raised, one Error made there and one made where it was last caught.

export function traceRaise(e, place) {
    (e._$trace ??= []).push(place, undefined);
}

export function traceCatch(e, place) {
    const trace = e._$trace ??= [e, undefined];
    trace[trace.length - 1] = place;
}

/** The frames that an exception passed, from where it was caught to where it was raised; the last raise first. */
export function exceptionFrames(e) {
    const trace = e._$trace ?? [e, undefined];
    const frames = [];
    for (let i = trace.length - 2; i >= 0; i -= 2) frames.push(...pythonFrames(passedLines(stackLines(trace[i].stack), trace[i + 1])));
    return frames;
}

function passedLines(lines, place) {
    if (place === undefined) return lines;
    // Without `caught` and the function that called it, whose line is another than when it called.
    const outer = stackLines(place.stack).slice(2);
    const count = lines.length - outer.length;
    // Where they differ the exception was carried elsewhere, by a task or a promise: all frames are of its way.
    return count > 0 && outer.every((line, i) => line === lines[count + i]) ? lines.slice(0, count) : lines;
}
