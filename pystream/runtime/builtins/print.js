// print() and input(). The console takes whole lines; what follows the last newline waits for the rest of its line
// and is written at the end of the tick.
import {Kw, sig, typeName} from './core.js';
import {EOFError, TypeError_} from './exceptions.js';
import {str_} from './repr.js';
import {strOf} from './str.js';

// `_$file`: what sys.stdout was replaced by, a Python object with write(); null: the console.
export const stdout = {_$text: '', _$file: null, _$waiting: false};

export function print_(...items) {
    let sep = ' ';
    let end = '\n';
    let file = null;
    let flush = false;
    if (items[items.length - 1] instanceof Kw) [sep, end, file, flush] = printOptions(items.pop());
    let text = '';
    for (let i = 0; i < items.length; i++) text += (i ? sep : '') + str_(items[i]);
    file ??= stdout._$file;
    if (file === null) write_stdout(text + end);
    else {
        // One write() for the text and one for the end, as CPython does.
        file.write(text);
        file.write(end);
    }
    if (flush) file === null ? flush_stdout() : file.flush();
    return null;
}
sig(print_, '*args,sep=,end=,file=,flush=');

function printOptions(kw) {
    const options = {sep: null, end: null, file: null, flush: false};
    const given = kw._$names;
    for (const name of Object.keys(given)) {
        if (!Object.hasOwn(options, name)) throw new TypeError_(`'${name}' is an invalid keyword argument for print()`);
        options[name] = given[name];
    }
    const text = (name, otherwise) => {
        const x = options[name];
        if (x === null) return otherwise;
        if (typeof x !== 'string' && !(x instanceof String)) throw new TypeError_(`${name} must be None or a string, not ${typeName(x)}`);
        return strOf(x);
    };
    return [text('sep', ' '), text('end', '\n'), options.file, options.flush];
}

// sys.stdout.write
export function write_stdout(text) {
    const i = text.lastIndexOf('\n');
    if (i >= 0) {
        console.log(stdout._$text + text.slice(0, i));
        stdout._$text = '';
        text = text.slice(i + 1);
    }
    if (!text) return;
    stdout._$text += text;
    if (!stdout._$waiting) {
        stdout._$waiting = true;
        setTimeout(flush_stdout);
    }
}

// Node can leave a line open; a browser's console can not.
export function flush_stdout() {
    const text = stdout._$text;
    stdout._$text = '';
    stdout._$waiting = false;
    if (text) globalThis.process?.stdout?.write ? process.stdout.write(text) : console.log(text);
}

export function input_(prompt) {
    if (arguments.length > 1) throw new TypeError_(`input expected at most 1 argument, got ${arguments.length}`);
    const text = prompt === undefined ? '' : str_(prompt);
    const fs = globalThis.process?.getBuiltinModule?.('fs');
    let line = null;
    if (fs) {
        write_stdout(text);
        flush_stdout();
        line = inputLine(fs);
    } else if (globalThis.prompt) line = globalThis.prompt(text);
    if (line === null) throw new EOFError('EOF when reading a line');
    return line;
}

// One line of node's standard input, byte by byte: what follows is the next call's.
function inputLine(fs) {
    const bytes = [];
    const one = new Uint8Array(1);
    for (;;) {
        let n = 0;
        try {
            n = fs.readSync(0, one);
        } catch (e) {
            if (e.code === 'EAGAIN') continue;
            if (e.code !== 'EOF') throw e;
        }
        if (!n && !bytes.length) return null;
        if (!n || one[0] === 10) return new TextDecoder().decode(Uint8Array.from(bytes)).replace(/\r$/, '');
        bytes.push(one[0]);
    }
}
