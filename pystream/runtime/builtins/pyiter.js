// The base of all builtin iterators. No imports: `class X extends PyIter` must find it whatever file loads first.
// A subclass has `next()` -> {value, done} and `get _$tname()`: the Python type's name.
export class PyIter {
    [Symbol.iterator]() {
        return this;
    }

    __iter__() {
        return this;
    }

    get _$tname() {
        return 'iterator';
    }
}
