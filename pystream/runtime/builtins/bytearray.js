// What changes a bytearray. It owns its buffer and grows it by doubling; `a` is replaced when the length changes.
import {method, typeName} from './core.js';
import {ByteArray, Bytes, BytesLike, bytesByte, bytesIndex, bytesRepeat, bytesSize} from './bytes.js';
import {IndexError, TypeError_, ValueError} from './exceptions.js';
import {it} from './generators.js';
import {Slice} from './slice.js';
import {textBetween, textIndex, textNone, textOne, textSlice} from './str.js';

// Makes room for n bytes in all.
function bytesResize(self, n) {
    const a = self.a;
    if (n <= a.buffer.byteLength - a.byteOffset) {
        self.a = new Uint8Array(a.buffer, a.byteOffset, n);
        if (n > a.length) self.a.fill(0, a.length);
        return;
    }
    const grown = new Uint8Array(Math.max(16, n, a.length * 2));
    grown.set(a);
    self.a = grown.subarray(0, n);
}

// self.a[lo:hi] = part
function bytesSplice(self, lo, hi, part) {
    const a = self.a;
    const grown = new Uint8Array(a.length - (hi - lo) + part.length);
    grown.set(a.subarray(0, lo));
    grown.set(part, lo);
    grown.set(a.subarray(hi), lo + part.length);
    self.a = grown;
}

// A copy of what extend() and slice assignment take.
function bytesItems(x) {
    if (x instanceof BytesLike) return x.a.slice();
    return Uint8Array.from(it(x), v => bytesByte(v));
}

method(ByteArray, 'append', function (x) {
    textOne(arguments.length, 'bytearray.append');
    const n = this.a.length;
    const v = bytesByte(x);
    bytesResize(this, n + 1);
    this.a[n] = v;
    return null;
});
method(ByteArray, 'extend', function (x) {
    textOne(arguments.length, 'bytearray.extend');
    let part;
    try {
        part = x instanceof BytesLike ? x : it(x);
    } catch (e) {
        if (e instanceof TypeError_) throw new TypeError_(`can't extend bytearray with ${typeName(x)}`);
        throw e;
    }
    part = bytesItems(part);
    const n = this.a.length;
    bytesResize(this, n + part.length);
    this.a.set(part, n);
    return null;
});
method(ByteArray, '__iadd__', function (x) {
    if (!(x instanceof BytesLike)) throw new TypeError_(`can't concat ${typeName(x)} to bytearray`);
    this.$extend(x);
    return this;
});
method(ByteArray, '__imul__', function (x) {
    this.a = bytesRepeat(this.a, textIndex(x));
    return this;
});
method(ByteArray, 'insert', function (i, x) {
    textBetween(arguments.length, 2, 2, 'insert');
    const n = this.a.length;
    const at = bytesSize(i);
    const lo = at < 0 ? Math.max(0, at + n) : Math.min(n, at);
    bytesSplice(this, lo, lo, [bytesByte(x)]);
    return null;
});
method(ByteArray, 'pop', function (i) {
    textBetween(arguments.length, 0, 1, 'pop');
    const n = this.a.length;
    let at = i === undefined ? -1 : bytesSize(i);
    if (!n) throw new IndexError('pop from empty bytearray');
    if (at < 0) at += n;
    if (at < 0 || at >= n) throw new IndexError('pop index out of range');
    const v = this.a[at];
    bytesSplice(this, at, at + 1, []);
    return v;
});
method(ByteArray, 'remove', function (x) {
    textOne(arguments.length, 'bytearray.remove');
    const i = this.a.indexOf(bytesByte(x));
    if (i < 0) throw new ValueError('value not found in bytearray');
    bytesSplice(this, i, i + 1, []);
    return null;
});
method(ByteArray, 'clear', function () {
    textNone(arguments.length, 'bytearray.clear');
    this.a = new Uint8Array(0);
    return null;
});
method(ByteArray, 'reverse', function () {
    textNone(arguments.length, 'bytearray.reverse');
    this.a.reverse();
    return null;
});
method(ByteArray, 'copy', function () {
    textNone(arguments.length, 'bytearray.copy');
    return new ByteArray(this.a.slice());
});
method(ByteArray, '__setitem__', function (i, x) {
    if (i instanceof Slice) return bytesAssign(this, i, x);
    const at = bytesIndex(this, i);
    const v = bytesByte(x);
    if (at < 0 || at >= this.a.length) throw new IndexError('bytearray index out of range');
    this.a[at] = v;
});
method(ByteArray, '__delitem__', function (i) {
    if (i instanceof Slice) return bytesAssign(this, i, new Bytes(new Uint8Array(0)));
    const at = bytesIndex(this, i);
    if (at < 0 || at >= this.a.length) throw new IndexError('bytearray index out of range');
    bytesSplice(this, at, at + 1, []);
});

function bytesAssign(self, slice, x) {
    if (x === null) throw new TypeError_("cannot convert 'NoneType' object to bytearray");
    if (typeof x === 'string' || typeof x === 'number') {
        throw new TypeError_('can assign only bytes, buffers, or iterables of ints in range(0, 256)');
    }
    const part = bytesItems(x);
    const [lo, hi, by] = textSlice(slice.start, slice.stop, slice.step, self.a.length);
    if (by === 1) return bytesSplice(self, lo, Math.max(lo, hi), part);
    const at = [];
    for (let i = lo; by > 0 ? i < hi : i > hi; i += by) at.push(i);
    if (!part.length) {
        const gone = new Set(at);
        self.a = self.a.filter((_, i) => !gone.has(i));
        return;
    }
    if (part.length !== at.length) throw new ValueError(`attempt to assign bytes of size ${part.length} to extended slice of size ${at.length}`);
    at.forEach((i, k) => {
        self.a[i] = part[k];
    });
}
