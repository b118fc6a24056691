// Numbers against CPython: the cases of make_vectors.py, function by function.
// PYSTREAM_VECTORS names its output; without it the script is run with `python3`.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import test from 'node:test';
import {load} from './text_load.mjs';

const FUNCTIONS = `add sub mul truediv floordiv mod pow powi lshift rshift bitand bitor bitxor matmul divmod_ eq ne lt le gt ge iadd isub imul
    itruediv ifloordiv imod ipow ilshift irshift ibitand ibitor ibitxor imatmul neg pos invert abs_ truth hash pow_ hex_ oct_ bin_ chr_ ord_
    round_ PyInt PyFloat PyBool PyComplexType PyStr PyList PyTuple PyBytesType`.split(/\s+/);
const OTHERS = 'typeName normalize box isFloat Float Complex Tuple tuple_of Bytes intStr floatRepr complexRepr formatInt formatFloat'.split(' ');
const runtime = await (process.env.PYSTREAM_RUNTIME ? import(process.env.PYSTREAM_RUNTIME) : load([...FUNCTIONS, ...OTHERS]));
const {typeName, normalize, box, isFloat, Float, Complex, Tuple, tuple_of, Bytes, intStr, floatRepr, complexRepr, formatInt, formatFloat} = runtime;

const text = process.env.PYSTREAM_VECTORS ? readFileSync(process.env.PYSTREAM_VECTORS, 'utf8')
    : execFileSync('python3', [new URL('make_vectors.py', import.meta.url).pathname], {encoding: 'utf8', maxBuffer: 1 << 28});
const byName = new Map();
for (const line of text.trimEnd().split('\n')) {
    const [name, args, outcome] = JSON.parse(line);
    if (!byName.has(name)) byName.set(name, []);
    byName.get(name).push({args, outcome});
}

const double = s => Number(s.replace('inf', 'Infinity'));

function decode(x) {
    if (x === null || typeof x !== 'object') return x;
    if ('i' in x) return normalize(x.i[0] === '-' ? -BigInt(x.i.slice(1)) : BigInt(x.i));
    if ('f' in x) return box(double(x.f));
    if ('c' in x) return new Complex(double(x.c[0]), double(x.c[1]));
    if ('b' in x) return new Bytes(Uint8Array.from(x.b, c => c.charCodeAt(0)));
    return 'l' in x ? x.l.map(decode) : tuple_of(x.t.map(decode));
}

// A value as text that tells types, -0.0 and bigints below 2 ** 53 apart.
function show(x) {
    switch (typeof x) {
    case 'number':
        return Number.isInteger(x) ? `int ${Object.is(x, -0) ? '-0!' : Number.isSafeInteger(x) ? x : 'unsafe ' + x}` : `float ${x}`;
    case 'bigint':
        return Number.isSafeInteger(Number(x)) ? `small bigint ${x}` : `int ${x}`;
    case 'object':
        if (x === null) return 'None';
        if (x instanceof Float) return `float ${Number.isInteger(x.v) ? signed(x.v) : 'boxed ' + x.v}`;
        if (x instanceof Complex) return `complex ${signed(x.re)} ${signed(x.im)}`;
        if (x instanceof Bytes) return `bytes ${[...x.a]}`;
        return `${x instanceof Tuple ? 'tuple' : 'list'} [${Array.from(x, show).join(', ')}]`;
    }
    return `${typeof x} ${x}`;
}

function signed(v) {
    return Object.is(v, -0) ? '-0' : String(v);
}

// Powers may differ from the C library's in the last digit, complex ones in the last two.
function near(x, y) {
    const parts = v => v instanceof Complex ? [v.re, v.im] : isFloat(v) ? [Number(v)] : [NaN];
    const a = parts(x), b = parts(y);
    const size = Math.max(...b.map(Math.abs));
    return a.length === b.length && a.every((v, i) => Math.abs(v - b[i]) <= 2.3e-16 * (b.length > 1 ? 100 * size : Math.abs(b[i])));
}

function call(name, args) {
    const x = args[0];
    switch (name) {
    case 'repr':
        return x instanceof Complex ? complexRepr(x) : isFloat(x) ? floatRepr(x) : typeof x === 'boolean' ? (x ? 'True' : 'False') : intStr(x);
    case 'format':
        return format(...args);
    case '.from_bytes':
        return runtime.PyInt.$from_bytes(...args.slice(1));
    case '.fromhex':
        return runtime.PyFloat.$fromhex(...args.slice(1));
    }
    if (name[0] !== '.') return runtime[name](...args);
    const member = x['$' + name.slice(1)] ?? x[name.slice(1)];
    return typeof member === 'function' ? member.apply(x, args.slice(1)) : member;
}

// What format_() of format.js does with numbers.
function format(x, spec) {
    if (spec === '') return call('repr', [x]);
    if (x instanceof Complex) return x.__format__(spec);
    if (isFloat(x)) return formatFloat(x, spec);
    return typeof x === 'boolean' ? formatInt(x ? 1 : 0, spec, 'bool') : formatInt(x, spec);
}

for (const [name, cases] of byName) {
    test(`${name} does what CPython does`, () => {
        const wrong = [];
        let close = 0;
        for (const {args, outcome} of cases) {
            const given = args.map(decode);
            const shown = given.map(show).join(', ');
            let seen, result;
            try {
                result = call(name, given);
                seen = show(result);
            } catch (e) {
                seen = `${e.py ?? typeName(e)}: ${e.args ? describe(e) : e.message}`;
            }
            const expected = 'e' in outcome ? `${outcome.e[0]}: ${outcome.e[1]}` : show(decode(outcome.v));
            if (seen === expected) continue;
            if (/pow/.test(name) && 'v' in outcome && result !== undefined && near(result, decode(outcome.v))) close++;
            else wrong.push(`${name}(${shown})\n    gives    ${seen}\n    expected ${expected}`);
        }
        assert.equal(wrong.length, 0, `${wrong.length} of ${cases.length}:\n${wrong.slice(0, Number(process.env.SHOW ?? 8)).join('\n')}`);
        assert.ok(close <= cases.length / 50, `${close} of ${cases.length} differ in the last digit`);
    });
}

function describe(e) {
    return e.args.length < 2 ? String(e.args[0] ?? '') : `(${Array.from(e.args, x => typeof x === 'string' ? `'${x}'` : x).join(', ')})`;
}
