// ExceptionGroup, BaseExceptionGroup, and `except*`.
import {BaseException, Exception, TypeError_, ValueError, caught, exc, isexc} from './exceptions.js';
import {callable, hidden, isclass, method, typeName} from './core.js';
import {repr_} from './repr.js';
import {T, tuple_of} from './tuple.js';
import {truth} from './ops.js';

export const BaseExceptionGroup = exc('BaseExceptionGroup', BaseException, groupInit, groupStr);
export const ExceptionGroup = groupClass();

// ExceptionGroup(BaseExceptionGroup, Exception)
function groupClass() {
    const C = exc('ExceptionGroup', BaseExceptionGroup);
    hidden(C, '_$mro', [C, BaseExceptionGroup, Exception, ...BaseException._$mro]);
    hidden(C, '_$bases', [BaseExceptionGroup, Exception]);
    return C;
}

function groupInit(...args) {
    if (args.length !== 2) throw new TypeError_(`BaseExceptionGroup.__new__() takes exactly 2 arguments (${args.length} given)`);
    const [message, given] = args;
    if (typeof message !== 'string') throw new TypeError_(`argument 1 must be str, not ${typeName(message)}`);
    if (!Array.isArray(given)) throw new TypeError_('second argument (exceptions) must be a sequence');
    if (given.length === 0) throw new ValueError('second argument (exceptions) must be a non-empty sequence');
    given.forEach((e, i) => {
        if (e?._$class?._$mro.includes(BaseException) !== true) throw new ValueError(`Item ${i} of second argument (exceptions) is not an exception`);
    });
    const plain = given.every(e => isexc(e, Exception));
    if (!plain && isexc(this, Exception)) throw new TypeError_(this._$class === ExceptionGroup ? 'Cannot nest BaseExceptions in an ExceptionGroup' : `Cannot nest BaseExceptions in '${typeName(this)}'`);
    if (plain && this._$class === BaseExceptionGroup) Object.setPrototypeOf(this, ExceptionGroup.prototype);
    hidden(this, 'args', T(message, given));
    hidden(this, 'message', message);
    hidden(this, 'exceptions', tuple_of([...given]));
    return null;
}

function groupStr() {
    const n = this.exceptions.length;
    return `${this.message} (${n} sub-exception${n === 1 ? '' : 's'})`;
}

method(BaseExceptionGroup, '__repr__', function () {
    return `${typeName(this)}(${repr_(this.message)}, ${repr_(this.args[1])})`;
});

// A test from what subgroup and split accept: a class, a tuple of classes, or a function.
function groupTest(condition) {
    if (isclass(condition) && condition._$mro.includes(BaseException) || Array.isArray(condition)) return e => isexc(e, condition);
    if (callable(condition)) return e => truth(condition(e));
    throw new TypeError_('expected a function, exception type or tuple of exception types');
}

// [group of what passes, group of the rest], null where empty; nesting is kept.
function groupSplit(e, test) {
    if (test(e)) return [e, null];
    if (!isexc(e, BaseExceptionGroup)) return [null, e];
    const yes = [];
    const no = [];
    for (const x of e.exceptions) {
        const [a, b] = groupSplit(x, test);
        if (a !== null) yes.push(a);
        if (b !== null) no.push(b);
    }
    return [yes.length ? groupLike(e, yes) : null, no.length ? groupLike(e, no) : null];
}

function groupLike(e, exceptions) {
    const g = e.$derive(exceptions);
    for (const name of ['__cause__', '__context__', '__suppress_context__', '__traceback__']) hidden(g, name, e[name]);
    if (e.__notes__ !== undefined) g.__notes__ = [...e.__notes__];
    return g;
}

method(BaseExceptionGroup, 'derive', function (exceptions) {
    return BaseExceptionGroup(this.message, exceptions);
});
method(BaseExceptionGroup, 'subgroup', function (condition) {
    return groupSplit(this, groupTest(condition))[0];
});
method(BaseExceptionGroup, 'split', function (condition) {
    return T(...groupSplit(this, groupTest(condition)));
});

// `except*`: const $g = exgroup(e); each clause $g.match(C) -> $g.got; $g.raised(x) takes what a clause's body raised; $g.end() throws the remains.
class StarHandler {
    constructor(e) {
        this._$orig = e;
        this._$rest = e;
        this._$naked = !isexc(e, BaseExceptionGroup);
        this._$new = [];
        this._$again = [];
        this.got = null;
    }

    match(C) {
        if (this._$rest === null) return false;
        if (isclass(C) && C._$mro.includes(BaseExceptionGroup)) throw new TypeError_('catching ExceptionGroup with except* is not allowed. Use except instead.');
        const [got, rest] = groupSplit(this._$rest, groupTest(C));
        if (got === null) return false;
        this._$rest = rest;
        this.got = this._$naked ? BaseExceptionGroup('', T(got)) : got;
        return true;
    }

    raised(x) {
        const e = caught(x);
        (e === this.got ? this._$again : this._$new).push(e);
    }

    end() {
        if (this._$naked) {
            const e = this._$new[0] ?? (this._$again.length ? this._$orig : this._$rest);
            if (e !== null) throw e;
            return;
        }
        const kept = new Set();
        for (const e of [...this._$again, ...this._$rest === null ? [] : [this._$rest]]) groupLeaves(e, kept);
        const old = kept.size ? groupSplit(this._$orig, e => kept.has(e))[0] : null;
        if (this._$new.length === 0) {
            if (old !== null) throw old;
            return;
        }
        const all = old === null ? this._$new : [...this._$new, old];
        throw all.length > 1 ? BaseExceptionGroup('', all) : all[0];
    }
}

function groupLeaves(e, into) {
    if (isexc(e, BaseExceptionGroup)) for (const x of e.exceptions) groupLeaves(x, into);
    else into.add(e);
}

export function exgroup(e) {
    return new StarHandler(e);
}
