// Iteration: for loops, iter(), next(), and generators. Generators are native; Python's send, throw and close live on the prototype that gen() gives them.
import {derive, dunder, hidden, method, typeName, PyObject} from './core.js';
import {GeneratorExit, IndexError, RuntimeError, StopIteration, TypeError_, caught, isexc, raise_} from './exceptions.js';
import {eq} from './ops.js';
import {places, traceThrow} from './places.js';
import {PyIter} from './pyiter.js';
import {reached} from './reached.js';
export {PyIter} from './pyiter.js';

export function PyGenerator() {
    throw new TypeError_("cannot create 'generator' instances");
}

export const GeneratorProto = /*@__PURE__*/ generatorProto();

function generatorProto() {
    const native = Object.getPrototypeOf(function* () {}).prototype;
    const proto = Object.create(native);
    derive(PyGenerator, 'generator', PyObject, proto);
    // Leaving a for loop must not close the generator, as JS does through `return`.
    hidden(proto, 'return', undefined);
    hidden(proto, '_$gen', true);
    return proto;
}

// Make fn's generators Python's: fn is a generator function.
export function gen(fn) {
    fn.prototype = GeneratorProto;
    return fn;
}

// What a generator gives before its body has begun.
const unstarted = {};

// The same where the body uses what is sent: it begins with `yield* begin()`, so that send() can refuse a value.
export function receiver(fn) {
    gen(fn);
    return function (...args) {
        const g = Reflect.apply(fn, this, args);
        g.next();
        return g;
    };
}

export function* begin() {
    while ((yield unstarted) != null);
}

method(GeneratorProto, '__next__', function () {
    return stepped(this.next());
});
method(GeneratorProto, '__iter__', function () {
    return this;
});
method(GeneratorProto, 'send', function (value) {
    const r = this.next(value);
    if (r.value === unstarted) throw new TypeError_("can't send non-None value to a just-started generator");
    return stepped(r);
}, 'value');
method(GeneratorProto, 'throw', function (type, value) {
    const e = value === undefined || value === null || value._$class === type ? value ?? type : type(value);
    return stepped(this.throw(reached(places) ? traceThrow(raise_(e)) : raise_(e)));
});
method(GeneratorProto, 'close', function () {
    let r;
    try {
        r = this.throw(new GeneratorExit());
    } catch (e) {
        const x = caught(e);
        if (isexc(x, GeneratorExit) || isexc(x, StopIteration)) return null;
        throw x;
    }
    if (!r.done) throw new RuntimeError('generator ignored GeneratorExit');
    return null;
});

method(PyIter, '__next__', function () {
    return stepped(this.next());
});

function stepped(r) {
    if (r.done) throw stopped(r.value);
    return r.value;
}

// StopIteration as the end of an iterator raises it.
export function stopped(value) {
    return value === undefined || value === null ? new StopIteration() : new StopIteration(value);
}

// `yield from x`: yield* yieldfrom(x). Generators delegate natively.
export function yieldfrom(x) {
    return x?._$gen ? x : delegate(iter_(x));
}

function* delegate(i) {
    let step = () => nextResult(i);
    for (;;) {
        const r = step();
        if (r.done) return r.value ?? null;
        let sent;
        try {
            sent = yield r.value;
        } catch (e) {
            const thrown = caught(e);
            const close = isexc(thrown, GeneratorExit) && i.$close;
            if (close) Reflect.apply(close, i, []);
            if (close || i.$throw === undefined) throw thrown;
            step = () => result(() => i.$throw(thrown));
            continue;
        }
        step = sent === undefined || sent === null || i.$send === undefined ? () => nextResult(i) : () => result(() => i.$send(sent));
    }
}

// One step of a user's iterator as JS wants it.
function result(step) {
    try {
        return {value: step(), done: false};
    } catch (e) {
        const x = caught(e);
        if (x._$class === StopIteration || isexc(x, StopIteration)) return {value: x.value, done: true};
        throw x;
    }
}

function nextResult(i) {
    if (typeof i.next === 'function' && (i instanceof PyIter || i._$gen || i._$class === undefined)) return i.next();
    return result(() => nextMethod(i).call(i));
}

function nextMethod(i) {
    const f = dunder(i, '__next__');
    if (typeof f !== 'function') throw new TypeError_(`'${typeName(i)}' object is not an iterator`);
    return f;
}

// A user's iterator object (with __next__) for JS loops.
export class Stepper {
    constructor(i) {
        this._$i = i;
        this._$f = nextMethod(i);
    }

    [Symbol.iterator]() {
        return this;
    }

    next() {
        try {
            return {value: this._$f.call(this._$i), done: false};
        } catch (e) {
            const x = caught(e);
            if (x._$class === StopIteration || isexc(x, StopIteration)) return {value: x.value, done: true};
            throw x;
        }
    }
}

// `for v of it(x)`: something JS iterates, or TypeError. Strings go by code points, arrays are live; user classes come through their own [Symbol.iterator],
// which the class builder puts on prototypes that define __iter__ or __getitem__.
export function it(x) {
    if (x === null || x === undefined || x[Symbol.iterator] === undefined) throw notIterable(x);
    return x;
}

// `*x` in a list or tuple.
export function star(x) {
    if (x === null || x === undefined || x[Symbol.iterator] === undefined) throw new TypeError_(`Value after * must be an iterable, not ${typeName(x)}`);
    return x;
}

function notIterable(x) {
    return new TypeError_(`'${typeName(x)}' object is not iterable`);
}

// [Symbol.iterator] of a class with __iter__.
export function iterateDunder() {
    const f = dunder(this, '__iter__');
    if (typeof f !== 'function') throw notIterable(this);
    const i = Reflect.apply(f, this, []);
    if (i === this && this[Symbol.iterator] === iterateDunder) return new Stepper(i);
    if (i !== null && i !== undefined) {
        if (i._$gen || i instanceof PyIter) return i;
        if (dunder(i, '__next__') !== undefined) return new Stepper(i);
        if (i._$class === undefined && typeof i.next === 'function') return i;
    }
    throw new TypeError_(`iter() returned non-iterator of type '${typeName(i)}'`);
}

// [Symbol.iterator] of a class with __getitem__ only.
export function iterateItems() {
    return new SequenceIter(this);
}

class SequenceIter extends PyIter {
    constructor(o) {
        super();
        this._$o = o;
        this._$n = 0;
    }

    next() {
        if (this._$o === null) return {value: undefined, done: true};
        try {
            return {value: dunder(this._$o, '__getitem__').call(this._$o, this._$n++), done: false};
        } catch (e) {
            const x = caught(e);
            if (!isexc(x, StopIteration) && !isexc(x, IndexError)) throw x;
            this._$o = null;
            return {value: undefined, done: true};
        }
    }
}

// Any JS iterator as a Python iterator object of the type `_$tname`.
export class NativeIter extends PyIter {
    constructor(i, name, source) {
        super();
        this._$i = i;
        this._$t = name;
        this._$source = source;
        this._$n = 0;
    }

    next() {
        const r = this._$i.next();
        if (!r.done) this._$n++;
        return r;
    }

    // Python: how many items may be left (operator.length_hint, list() pre-sizing).
    __length_hint__() {
        return this._$source?.length === undefined ? 0 : Math.max(this._$source.length - this._$n, 0);
    }

    get _$tname() {
        return this._$t;
    }
}

// iter(callable, sentinel)
class CallIter extends PyIter {
    constructor(f, sentinel) {
        super();
        this._$f = f;
        this._$end = sentinel;
    }

    next() {
        if (this._$f === null) return {value: undefined, done: true};
        let value;
        try {
            value = this._$f();
        } catch (e) {
            const x = caught(e);
            if (!isexc(x, StopIteration)) throw x;
            this._$f = null;
            return {value: undefined, done: true};
        }
        if (value === this._$end || eq(value, this._$end) === true) {
            this._$f = null;
            return {value: undefined, done: true};
        }
        return {value: value, done: false};
    }

    get _$tname() {
        return 'callable_iterator';
    }
}

// iter(x): a Python iterator object; iter(f, sentinel).
export function iter_(x, sentinel) {
    if (sentinel !== undefined) {
        if (typeof x !== 'function') throw new TypeError_('iter(v, w): v must be callable');
        return new CallIter(x, sentinel);
    }
    if (x !== null && x !== undefined) {
        if (x._$gen || x instanceof PyIter) return x;
        const f = dunder(x, '__iter__');
        if (typeof f === 'function') {
            const i = Reflect.apply(f, x, []);
            if (i !== null && i !== undefined && (i._$gen || i instanceof PyIter || dunder(i, '__next__') !== undefined)) return i;
            if (i === null || i === undefined || typeof i.next !== 'function') throw new TypeError_(`iter() returned non-iterator of type '${typeName(i)}'`);
            return new NativeIter(i, iteratorName(x), x);
        }
        if (x[Symbol.iterator] !== undefined && f !== null) {
            const i = x[Symbol.iterator]();
            return i instanceof PyIter || i._$gen ? i : new NativeIter(i, iteratorName(x), x);
        }
    }
    throw notIterable(x);
}

function iteratorName(x) {
    const name = typeName(x);
    return name === 'str' ? 'str_ascii_iterator' : name === 'dict' ? 'dict_keyiterator' : name + '_iterator';
}

// next(i[, otherwise])
export function next_(i, otherwise) {
    if (i !== null && i !== undefined && (i._$gen || i instanceof PyIter)) {
        const r = i.next();
        if (!r.done) return r.value;
        if (otherwise !== undefined) return otherwise;
        throw stopped(r.value);
    }
    if (otherwise === undefined) {
        if (i !== null && i !== undefined && i._$class === undefined && typeof i.next === 'function') return stepped(i.next());
        return nextMethod(i).call(i);
    }
    const r = nextResult(i ?? null);
    return r.done ? otherwise : r.value;
}
