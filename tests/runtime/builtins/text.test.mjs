// str, bytes, format and repr against CPython: the vectors of make_text_vectors.py.
//   PYSTREAM_TEXT_VECTORS=out.jsonl node --test text.test.mjs     (made with python3.11 if not given)
//   PYSTREAM_STUBS=folder: files for the runtime's parts that are not there yet.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import {load} from './text_load.mjs';

const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const m = await load(['ByteArray', 'Bytes', 'Dict', 'Float', 'Kw', 'PyByteArrayType', 'PyBytesType', 'PyComplexType', 'PyDict', 'PyFloat', 'PyInt', 'PyBool', 'PyList', 'PyStr', 'PyTuple', 'Slice', 'Tuple', 'ascii_', 'dict_of',
    'flush_stdout', 'format_', 'percent', 'print_', 'repr_', 'str_', 'strCompare', 'strIndex', 'strSlice', 'stdout', 'strlen', 'tuple_of', 'typeName'],
process.env.PYSTREAM_STUBS);

// Tagged JSON -> a value of the runtime.
function decode(x) {
    if (x === null || typeof x !== 'object') return x;
    const [tag] = Object.keys(x);
    const v = x[tag];
    switch (tag) {
        case 'int':
            return Number.isSafeInteger(Number(v)) ? Number(v) : BigInt(v);
        case 'float': {
            const n = v === 'inf' ? Infinity : v === '-inf' ? -Infinity : Number(v);
            return Number.isInteger(n) ? new m.Float(n) : n;
        }
        case 'bytes':
            return new m.Bytes(Uint8Array.from(v));
        case 'bytearray':
            return new m.ByteArray(Uint8Array.from(v));
        case 'list':
            return v.map(decode);
        case 'tuple':
            return m.tuple_of(v.map(decode));
        case 'dict':
            return m.dict_of(v.flat().map(decode));
        case 'slice':
            return new m.Slice(...v.map(decode));
    }
    throw new Error(tag);
}

function encode(x) {
    if (x === undefined) return {undefined: 0};
    if (x === null || typeof x === 'boolean' || typeof x === 'string') return x;
    if (typeof x === 'bigint' || Number.isInteger(x)) return {int: String(x)};
    if (typeof x === 'number' || x instanceof m.Float) return {float: m.repr_(x)};
    if (x instanceof m.Bytes) return {bytes: [...x.a]};
    if (x instanceof m.ByteArray) return {bytearray: [...x.a]};
    if (x instanceof m.Tuple) return {tuple: Array.from(x, encode)};
    if (Array.isArray(x)) return {list: x.map(encode)};
    if (x instanceof m.Dict) return {dict: Array.from(x._$m, ([k, v]) => [encode(k), encode(v)])};
    return {other: String(x)};
}

const functions = {
    'repr': m.repr_, 'ascii': m.ascii_, 'format': m.format_, 'str': m.PyStr, 'bytes': m.PyBytesType, 'bytearray': m.PyByteArrayType,
    'bytes.fromhex': (...a) => m.PyBytesType.$fromhex(...a), 'bytearray.fromhex': (...a) => m.PyByteArrayType.$fromhex(...a),
    'str.maketrans': (...a) => m.PyStr.$maketrans(...a), 'bytes.maketrans': (...a) => m.PyBytesType.$maketrans(...a),
};

// Keywords in the order of the signature, as callmkw() would.
function positional(f, args, named) {
    if (!Object.keys(named).length) return args;
    if (f._$sig.includes('**')) return [...args, new m.Kw(named)];
    const names = f._$sig.split(',').map(x => x.replace('=', ''));
    const all = [...args];
    for (const name of Object.keys(named)) all[names.indexOf(name)] = named[name];
    return Array.from(all);
}

function callMethod(self, name, args, named) {
    const f = self[name.startsWith('__') ? name : '$' + name];
    const result = f.apply(self, positional(f, args, named));
    return result === undefined ? null : result;
}

function run(kind, operands) {
    if (kind === 'm') {
        const [self, name, args, named] = operands;
        return callMethod(decode(self), name, args.map(decode), Object.fromEntries(Object.entries(named).map(([k, v]) => [k, decode(v)])));
    }
    if (kind === 'f') return functions[operands[0]](...operands[1].map(decode));
    const [a, b] = operands.map(decode);
    switch (kind) {
        case '%':
            return typeof a === 'string' ? m.percent(a, b) : a.__mod__(b);
        case '[]':
            if (typeof a !== 'string') return a.__getitem__(b);
            return b instanceof m.Slice ? m.strSlice(a, b.start, b.stop, b.step) : m.strIndex(a, b);
        case '==':
            return a.__eq__(b);
        case '<':
            return typeof a === 'string' ? m.strCompare(a, b) < 0 : a.__lt__(b);
        case 'in':
            return b.__contains__(a);
        case 'len':
            return typeof a === 'string' ? m.strlen(a) : a.__len__();
        case '+':
            return a.__add__(b);
        case '*':
            return a.__mul__(b);
    }
    throw new Error(kind);
}

function outcome(kind, operands) {
    try {
        return {ok: encode(run(kind, operands))};
    } catch (e) {
        return {error: [e._$class ? m.typeName(e) : 'js ' + e.name, e._$class ? m.str_(e) : e.message + e.stack.split('\n').slice(1, 4).join(' ')]};
    }
}

function vectors() {
    let file = process.env.PYSTREAM_TEXT_VECTORS;
    if (!file) {
        file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pystream-text-')), 'vectors.jsonl');
        execFileSync('python3.11', ['-W', 'ignore', path.join(here, 'make_text_vectors.py'), file]);
    }
    return fs.readFileSync(file, 'utf8').trim().split('\n').map(x => JSON.parse(x));
}

test('text behaves as in CPython', () => {
    const wrong = [];
    let n = 0;
    for (const [[kind, ...operands], [expected, after]] of vectors()) {
        n++;
        let seen;
        let left;
        if (after !== undefined) {
            // A method of a bytearray: what it leaves counts too.
            const self = decode(operands[0]);
            seen = outcome('m', [null, ...operands.slice(1)].map((x, i) => (i ? x : operands[0])));
            try {
                callMethod(self, operands[1], operands[2].map(decode), {});
            } catch {
                // `seen` has it.
            }
            left = encode(self);
        } else seen = outcome(kind, operands);
        const good = JSON.stringify(seen) === JSON.stringify(expected) && (after === undefined || JSON.stringify(left) === JSON.stringify(after));
        if (!good) wrong.push(`${JSON.stringify([kind, ...operands])}\n    expected ${JSON.stringify(expected)} ${JSON.stringify(after) ?? ''}\n    seen     ${JSON.stringify(seen)} ${JSON.stringify(left) ?? ''}`);
    }
    assert.equal(wrong.length, 0, `${wrong.length} of ${n} differ:\n${wrong.slice(0, Number(process.env.PYSTREAM_SHOW ?? 30)).join('\n')}`);
});

test('print writes whole lines and keeps the rest', () => {
    const lines = [];
    const log = console.log;
    console.log = x => lines.push(x);
    try {
        m.print_('a', 1, null);
        m.print_('b', new m.Kw({end: ''}));
        assert.deepEqual(lines, ['a 1 None']);
        m.print_('c', 'd', new m.Kw({sep: '-'}));
        m.print_();
        m.print_('x\ny');
        m.print_(new m.Kw({sep: null, end: null}));
    } finally {
        console.log = log;
    }
    assert.deepEqual(lines, ['a 1 None', 'bc-d', '', 'x\ny', '']);
});

test('print writes into a file and refuses other keywords', () => {
    const written = [];
    m.print_('a', 'b', new m.Kw({file: {write: x => written.push(x), flush: () => written.push('flush')}, flush: true}));
    assert.deepEqual(written, ['a b', '\n', 'flush']);
    const text = kw => {
        try {
            m.print_(new m.Kw(kw));
        } catch (e) {
            return m.str_(e);
        }
    };
    assert.equal(text({sep: 1}), 'sep must be None or a string, not int');
    assert.equal(text({end: 1}), 'end must be None or a string, not int');
    assert.equal(text({zz: 1}), "'zz' is an invalid keyword argument for print()");
});

test('a container that holds itself shows dots', () => {
    const list = [1];
    list.push(list);
    assert.equal(m.repr_(list), '[1, [...]]');
    assert.equal(m.repr_(list), '[1, [...]]');
    const dict = m.dict_of(['a', list]);
    list.push(dict);
    assert.equal(m.repr_(dict), "{'a': [1, [...], {...}]}");
});

test('a subclass of str is a text everywhere', () => {
    const s = new String('aé');
    assert.equal(m.repr_(s), "'aé'");
    assert.equal(m.str_(s), 'aé');
    assert.equal(s.$upper(), 'AÉ');
    assert.equal('-'.$join([s, 'b']), 'aé-b');
    assert.equal(m.format_(s, '>4'), '  aé');
    assert.equal('xaéx'.$find(s), 1);
});

test('the cache of wide strings tells strings apart', () => {
    const a = 'x'.repeat(40) + '😀';
    const b = 'x'.repeat(42);
    const c = 'é😀'.repeat(20);
    for (let i = 0; i < 5; i++) {
        assert.equal(m.strlen(a), 41);
        assert.equal(m.strIndex(b, 41), 'x');
        assert.equal(m.strIndex(c, 3), '😀');
        assert.equal(m.strIndex(a, -1), '😀');
        assert.equal(m.strSlice(c, 1, 4), '😀é😀');
    }
});
