// Calls: signatures, keyword arguments, and the TypeErrors of a wrong call.
// A signature is one string, 'C.m(self,a,b=,/,c,*args,k,j=,**kw)': the name the errors show, then the parameters.
import {TypeError_} from './exceptions.js';
import {fn, hidden, isclass, no, qualname, typeName} from './core.js';
import {Dict, dict_of, dict_set} from './dict.js';
import {getitem} from './items.js';
import {it} from './generators.js';
import {jsin, jsoptions, jsout} from './javascript.js';
import {said} from './reached.js';
import {tuple_of} from './tuple.js';

// Keyword arguments on their way into a function that takes them as its last argument.
export class Kw {
    constructor(names) {
        this._$names = names;
    }
}

// A parsed signature. _$at: name -> index into the values that bind returns.
class Signature {
    constructor(text) {
        const open = text.indexOf('(');
        this._$name = open < 0 ? undefined : text.slice(0, open);
        this._$pos = [];
        this._$keys = [];
        this._$optional = new Set();
        this._$posonly = 0;
        this._$star = undefined;
        this._$kwargs = undefined;
        const list = open < 0 ? text : text.slice(open + 1, -1);
        for (const part of list === '' ? [] : list.split(',')) this._$read(part);
        this._$required = this._$pos.filter(name => !this._$optional.has(name)).length;
    }

    _$read(part) {
        if (part === '/') this._$posonly = this._$pos.length;
        else if (part.startsWith('**')) this._$kwargs = part.slice(2);
        else if (part[0] === '*') this._$star = part.slice(1);
        else {
            const name = part.replace(/=.*$/, '');
            if (name !== part) this._$optional.add(name);
            (this._$star === undefined ? this._$pos : this._$keys).push(name);
        }
    }

    // Takes keywords as a Kw (the function was emitted with bind)?
    _$takesKw() {
        return this._$keys.length > 0 || this._$kwargs !== undefined;
    }
}

export function parseSignature(text) {
    const all = parseSignature._$all ??= new Map();
    let s = all.get(text);
    if (s === undefined) all.set(text, s = new Signature(text));
    return s;
}

// f.__code__, as far as the signature tells.
export function code(signature, name) {
    const s = parseSignature(signature);
    const rest = [s._$star, s._$kwargs].filter(Boolean);
    return new Code(name.slice(name.lastIndexOf('.') + 1), s._$pos.length, s._$posonly, s._$keys.length, tuple_of([...s._$pos, ...s._$keys, ...rest]));
}

class Code {
    constructor(name, count, only, keys, names) {
        this.co_name = name;
        this.co_argcount = count;
        this.co_posonlyargcount = only;
        this.co_kwonlyargcount = keys;
        this.co_varnames = names;
    }
}

// ---- errors ----

// "'a'", "'a' and 'b'", "'a', 'b', and 'c'"
function nameList(names) {
    const quoted = names.map(name => `'${name}'`);
    if (quoted.length < 3) return quoted.join(' and ');
    return quoted.slice(0, -1).join(', ') + ', and ' + quoted[quoted.length - 1];
}

function missing(name, names, kind) {
    return new TypeError_(`${name}() missing ${names.length} required ${kind} argument${names.length === 1 ? '' : 's'}: ${nameList(names)}`);
}

function tooMany(s, name, given, keywordOnly) {
    const most = s._$pos.length;
    const takes = s._$required < most ? `from ${s._$required} to ${most}` : String(most);
    const keyed = keywordOnly === 0 ? '' : ` positional argument${given === 1 ? '' : 's'} (and ${keywordOnly} keyword-only argument${keywordOnly === 1 ? '' : 's'})`;
    const plural = s._$required < most || most !== 1 ? 's' : '';
    return new TypeError_(`${name}() takes ${takes} positional argument${plural} but ${given}${keyed} ${given === 1 && keywordOnly === 0 ? 'was' : 'were'} given`);
}

function wrongCount(args, signature, self) {
    const s = parseSignature(signature);
    let given = args.length + self;
    if (given > s._$pos.length && s._$star === undefined) {
        if (args[args.length - 1] instanceof Kw) return unexpectedKeyword(s, args[args.length - 1], s._$name);
        return tooMany(s, s._$name, given, 0);
    }
    return missing(s._$name, s._$pos.slice(given).filter(name => !s._$optional.has(name)), 'positional');
}

function unexpectedKeyword(s, kw, name) {
    return new TypeError_(`${name}() got an unexpected keyword argument '${Object.keys(kw._$names)[0]}'`);
}

// A function got a number of arguments its signature does not take.
export function argn(args, signature) {
    throw wrongCount(args, signature, 0);
}

// The same for a method (self is not in args).
export function argm(args, signature) {
    throw wrongCount(args, signature, 1);
}

// Builtins check by hand: argc(arguments, min, max, 'len'); max undefined: any number.
export function argc(args, min, max, name) {
    let n = args.length;
    if (n >= min && (max === undefined || n <= max)) return;
    if (args[n - 1] instanceof Kw) {
        if (Object.keys(args[n - 1]._$names).length) throw new TypeError_(`${name}() takes no keyword arguments`);
        n--;
        if (n >= min && n <= max) return;
    }
    if (min === max) {
        if (min === 0) throw new TypeError_(`${name}() takes no arguments (${n} given)`);
        if (min === 1) throw new TypeError_(`${name}() takes exactly one argument (${n} given)`);
        throw new TypeError_(`${name} expected ${min} arguments, got ${n}`);
    }
    const bound = n < min ? min : max;
    throw new TypeError_(`${name} expected at ${n < min ? 'least' : 'most'} ${bound} argument${bound === 1 ? '' : 's'}, got ${n}`);
}

// ---- binding ----

// Arguments of a function that takes keywords -> its parameters' values in the order of the signature; left-out optional ones are undefined.
export function bind(signature, args) {
    return bindValues(parseSignature(signature), args, 0, undefined);
}

// The same for a method: args and result are without self.
export function bindm(signature, args) {
    return bindValues(parseSignature(signature), args, 1, undefined);
}

// The keywords of a call of f(*args, **kw), taken off the end of its arguments.
export function kwrest(args) {
    const made = new Dict(), last = args[args.length - 1];
    if (last instanceof Kw) {
        const names = args.pop()._$names;
        for (const key of Object.keys(names)) dict_set(made, key, names[key]);
    }
    return made;
}

function bindValues(s, args, skip, called) {
    const name = called ?? s._$name;
    let n = args.length;
    let names;
    if (n > 0 && args[n - 1] instanceof Kw) names = args[--n]._$names;
    const most = Math.max(s._$pos.length - skip, 0);
    const count = Math.min(n, most);
    const values = args.slice(0, count);
    values.length = most;
    const keys = new Array(s._$keys.length);
    const rest = [];
    let bad;
    if (names !== undefined)
        for (const key of Object.keys(names)) {
            const at = s._$pos.indexOf(key);
            if (at >= s._$posonly && at >= skip) {
                if (at - skip < n) throw new TypeError_(`${name}() got multiple values for argument '${key}'`);
                values[at - skip] = names[key];
            } else if (s._$keys.includes(key)) keys[s._$keys.indexOf(key)] = names[key];
            else if (s._$kwargs !== undefined) {
                // f(self, **kw) called as o.f(self=1)
                if (at >= s._$posonly) throw new TypeError_(`${name}() got multiple values for argument '${key}'`);
                rest.push(key, names[key]);
            } else bad = badKeyword(s, names, key, name, skip, at);
            if (bad !== undefined) throw bad;
        }
    if (n > most && s._$star === undefined || n > most && s._$star === '') throw tooMany(s, name, n + skip, keys.filter(v => v !== undefined).length);
    if (n === 0 && skip && s._$pos.length < skip && s._$star === undefined) throw tooMany(s, name, 1, 0);
    checkMissing(s, values, keys, name, skip);
    if (s._$star) values.push(tuple_of(args.slice(most, n)));
    values.push(...keys);
    if (s._$kwargs !== undefined) values.push(dict_of(rest));
    return values;
}

function badKeyword(s, names, key, name, skip, at) {
    if (at >= 0 && at < s._$posonly) {
        const all = s._$pos.slice(skip, s._$posonly).filter(x => Object.hasOwn(names, x));
        return new TypeError_(`${name}() got some positional-only arguments passed as keyword arguments: '${all.join(', ')}'`);
    }
    if (at >= 0) return new TypeError_(`${name}() got multiple values for argument '${key}'`);
    return new TypeError_(`${name}() got an unexpected keyword argument '${key}'`);
}

function checkMissing(s, values, keys, name, skip) {
    const lacking = (list, from, v) => list.filter((x, i) => i >= from && v[i - from] === undefined && !s._$optional.has(x));
    if (s._$required > skip) {
        const names = lacking(s._$pos, skip, values);
        if (names.length) throw missing(name, names, 'positional');
    }
    const names = lacking(s._$keys, 0, keys);
    if (names.length) throw missing(name, names, 'keyword-only');
}

// A generator's function binds when it is called, not when its body begins: f takes the values in order.
export function bound(f, signature) {
    return function (...args) {
        return Reflect.apply(f, this, bind(signature, args));
    };
}

// The same for a method.
export function boundm(f, signature) {
    return function (...args) {
        return Reflect.apply(f, this, bindm(signature, args));
    };
}

// Positional arguments for a plain function called with keywords.
function callOrdered(s, args, names, skip, name) {
    const all = bindValues(s, [...args, new Kw(names)], skip, name);
    if (s._$star !== undefined) return [...all.slice(0, -1), ...all[all.length - 1]];
    let n = all.length;
    while (n > args.length && all[n - 1] === undefined) n--;
    all.length = n;
    return all;
}

// ---- keyword calls ----

// f(*args, **kw) for any callable f.
export function callkw(f, args, kw) {
    fn(f);
    if (kw._$notmap !== undefined) throw new TypeError_(`${functionName(f)} argument after ** must be a mapping, not ${kw._$notmap}`);
    if (kw._$twice !== undefined) throw new TypeError_(`${functionName(f)} got multiple values for keyword argument '${kw._$twice}'`);
    for (const name in kw) return isclass(f) ? callClass(f, args, kw) : applykw(f, f._$self, args, kw);
    return f(...args);
}

function functionName(f) {
    const module = isclass(f) ? f._$module : f._$sig?.includes('(') ? '__main__' : 'builtins';
    return (module === 'builtins' ? '' : module + '.') + (isclass(f) ? f._$qual : qualname(f)) + '()';
}

// A class: its __init__ says what it takes, unless it is a builtin or makes its instances another way.
function callClass(C, args, kw) {
    if (Object.hasOwn(C, '_$sig') && C._$sig !== undefined) return applykw(C, undefined, args, kw);
    if (C._$special) return C(...args, new Kw(kw));
    const init = C.prototype.__init__;
    if (init?._$sig === undefined) {
        if (init?._$sig === undefined && C._$mro !== undefined && init !== undefined && init._$m === undefined) throw new TypeError_(`${C._$name}() takes no arguments`);
        return C(...args, new Kw(kw));
    }
    return C(...keywordArgs(init._$sig, undefined, args, kw, 1));
}

function keywordArgs(signature, name, args, kw, skip) {
    const s = parseSignature(signature);
    if (s._$takesKw()) return [...args, new Kw(kw)];
    return callOrdered(s, args, kw, skip, s._$name ?? name);
}

// Call f with keywords; self is `this` where f is in method form.
export function applykw(f, self, args, kw) {
    if (f._$func !== undefined) {
        self = f._$self;
        f = f._$func;
    }
    const signature = f._$sig;
    if (signature === undefined) {
        if (typeof f._$class?.prototype.__call__ === 'function' && f.__call__ !== undefined && f._$class.prototype.__call__ !== undefined) return applykw(f.__call__, f, args, kw);
        if (f._$name !== undefined) throw new TypeError_(`${f._$name}() takes no keyword arguments`);
        if (f._$m && f._$fn !== undefined) return applykw(f._$fn, undefined, [self, ...args], kw);
        // A JS function of the page: keywords become its options object.
        return said('javascript') ? jsin(Reflect.apply(f, self, [...args.map(jsout), jsoptions(kw)])) : Reflect.apply(f, self, [...args, kw]);
    }
    const skip = f._$m && signature.includes('(') ? 1 : 0;
    return Reflect.apply(f, self, keywordArgs(signature, f._$name ?? f.name?.replace(/_$/, ''), args, kw, skip));
}

// o.m(*args, **kw); prop is the JS property.
export function callmkw(o, prop, args, kw) {
    let f = o?.[prop];
    if (f === undefined) {
        f = no(o, prop)[prop];
        return callkw(f, args, kw);
    }
    fn(f);
    if (kw._$twice !== undefined || kw._$notmap !== undefined || isclass(f) || f._$func !== undefined) return callkw(f, args, kw);
    for (const name in kw) return applykw(f, o, args, kw);
    return Reflect.apply(f, o, args);
}

// Arguments that may end in a Kw, for a method found on a class.
export function applyMixed(f, self, args) {
    const last = args[args.length - 1];
    return last instanceof Kw ? applykw(f, self, args.slice(0, -1), last._$names) : Reflect.apply(f, self, args);
}

// ** displays in a call: mergekw({a: 1}, mapping, ...); a name twice is remembered, callkw reports it with the function's name.
export function mergekw(kw, ...mappings) {
    const all = kw ?? {};
    for (const m of mappings) {
        if (m === null || m === undefined || m.__getitem__ === undefined && m._$class !== undefined || typeof m !== 'object')
            return hidden(all, '_$notmap', typeName(m)) && all;
        const plain = m._$class === undefined;
        for (const key of plain ? Object.keys(m) : it(m)) {
            if (typeof key !== 'string') throw new TypeError_('keywords must be strings');
            if (Object.hasOwn(all, key)) hidden(all, '_$twice', key);
            all[key] = plain ? m[key] : getitem(m, key);
        }
    }
    return all;
}
