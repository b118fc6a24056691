// collections: deque and namedtuple. The rest is collections.py.
import {Kw, argn, bindm} from '../builtins/calls.js';
import {NotImplemented, classm, cls, hidden, meth, method, prop, sig, staticm, typeName} from '../builtins/core.js';
import {dict_of} from '../builtins/dict.js';
import {AttributeError, IndexError, RuntimeError, TypeError_, ValueError} from '../builtins/exceptions.js';
import {PyIter, it} from '../builtins/generators.js';
import {list_adopt, same, seq_cmp, seq_count, seq_eq, seq_index, seq_position, seq_times} from '../builtins/list.js';
import {propName} from '../builtins/names.js';
import {ge, gt, le, lt, truth} from '../builtins/ops.js';
import {reprGuard, repr_} from '../builtins/repr.js';
import {toIndex} from '../builtins/slice.js';
import {PyTuple, Tuple, tuple_of} from '../builtins/tuple.js';

// ---- deque: an array whose items begin at `_$from`; what lies before is free for appendleft

export const deque = /*@__PURE__*/ cls(function deque(...given) {
  if (!new.target) return new deque(...given);
  this.__init__(...given);
}, 'deque', null, dequeBody, {module: 'collections'});

function dequeBody(c) {
  c._pattern = 'sequence';
  hidden(c, '_$dotted', 'collections');
  c.__init__ = meth(function (...given) {
    const [items, most] = bindm('deque.__init__(self,iterable=,maxlen=)', given);
    if (most !== undefined && most !== null) {
      if (typeof most !== 'number' || !Number.isInteger(most)) throw new TypeError_('an integer is required');
      if (most < 0) throw new ValueError('maxlen must be non-negative');
    }
    hidden(this, '_$items', []);
    hidden(this, '_$from', 0);
    hidden(this, '_$most', most ?? Infinity);
    if (items !== undefined) dequeExtend(this, items);
    return null;
  }, 'deque.__init__(self,*a,**k)');
  c.__len__ = meth(function () {
    return this._$items.length - this._$from;
  });
  c.__getitem__ = meth(function (k) {
    return this._$items[dequeAt(this, k)];
  });
  c.__setitem__ = meth(function (k, v) {
    this._$items[dequeAt(this, k)] = v;
    return null;
  });
  c.__delitem__ = meth(function (k) {
    this._$items.splice(dequeAt(this, k), 1);
    return null;
  });
  c.__contains__ = meth(function (x) {
    for (const v of dequeItems(this)) if (same(v, x)) return true;
    return false;
  });
  c.__iter__ = meth(function () {
    return new DequeIter(this, 1);
  });
  c.__eq__ = meth(function (other) {
    return other instanceof deque ? seq_eq(dequeItems(this), dequeItems(other)) : NotImplemented;
  });
  c.__hash__ = null;
  c.__repr__ = meth(function () {
    const most = this._$most === Infinity ? '' : ', maxlen=' + this._$most;
    return reprGuard(this, '[...]', () => this._$class._$name + '([' + dequeItems(this).map(x => repr_(x)).join(', ') + ']' + most + ')');
  });
  prop(c, 'maxlen', function () {
    return this._$most === Infinity ? null : this._$most;
  }, function () {
    throw new AttributeError("attribute 'maxlen' of 'collections.deque' objects is not writable");
  });
}
function dequeItems(d) {
  return d._$items.slice(d._$from);
}
function dequeAt(d, k) {
  const i = typeof k === 'number' ? k : toIndex(k, "sequence index must be integer, not '" + typeName(k) + "'");
  return d._$from + seq_position(toIndex(i, "sequence index must be integer, not '" + typeName(k) + "'"), d._$items.length - d._$from, 'deque index out of range');
}
function dequePush(d, x) {
  d._$items.push(x);
  if (d._$items.length - d._$from > d._$most) dequeShift(d);
}
function dequeShift(d) {
  const items = d._$items;
  const x = items[d._$from];
  items[d._$from++] = undefined;
  if (d._$from > 32 && d._$from * 2 > items.length) {
    d._$items = items.slice(d._$from);
    d._$from = 0;
  }
  return x;
}
function dequeUnshift(d, x) {
  if (d._$from === 0) {
    const room = Math.max(16, d._$items.length);
    d._$items = [...new Array(room).fill(undefined), ...d._$items];
    d._$from = room;
  }
  d._$items[--d._$from] = x;
  if (d._$items.length - d._$from > d._$most) d._$items.pop();
}
function dequeExtend(d, items) {
  for (const x of items === d ? dequeItems(d) : it(items)) dequePush(d, x);
}
function dequeOf(like, items) {
  const d = like._$most === Infinity ? like._$class(items) : like._$class(items, like._$most);
  return d;
}
class DequeIter extends PyIter {
  constructor(d, step) {
    super();
    this._$d = d;
    this._$n = d._$items.length - d._$from;
    this._$i = step > 0 ? 0 : this._$n - 1;
    this._$step = step;
  }
  next() {
    const d = this._$d;
    if (d._$items.length - d._$from !== this._$n) throw new RuntimeError('deque mutated during iteration');
    if (this._$i < 0 || this._$i >= this._$n) return {value: undefined, done: true};
    const value = d._$items[d._$from + this._$i];
    this._$i += this._$step;
    return {value: value, done: false};
  }
  get _$tname() {
    return '_collections._deque_iterator';
  }
}
method(deque, '__reversed__', function () {
  return new DequeIter(this, -1);
});
method(deque, 'append', function (x) {
  this._$items.push(x);
  if (this._$items.length - this._$from > this._$most) dequeShift(this);
  return null;
});
method(deque, 'appendleft', function (x) {
  dequeUnshift(this, x);
  return null;
}, undefined, true);
method(deque, 'pop', function () {
  if (this._$items.length === this._$from) throw new IndexError('pop from an empty deque');
  return this._$items.pop();
});
method(deque, 'popleft', function () {
  if (this._$items.length === this._$from) throw new IndexError('pop from an empty deque');
  return dequeShift(this);
}, undefined, true);
method(deque, 'extend', function (items) {
  dequeExtend(this, items);
  return null;
});
method(deque, 'extendleft', function (items) {
  for (const x of items === this ? dequeItems(this) : it(items)) dequeUnshift(this, x);
  return null;
}, undefined, true);
method(deque, 'rotate', function (n) {
  const items = dequeItems(this);
  const size = items.length;
  if (size) {
    const k = ((Number(n === undefined ? 1 : toIndex(n)) % size) + size) % size;
    this._$items = [...items.slice(size - k), ...items.slice(0, size - k)];
    this._$from = 0;
  }
  return null;
}, undefined, true);
method(deque, 'remove', function (x) {
  for (let i = this._$from; i < this._$items.length; i++) if (same(this._$items[i], x)) {
    this._$items.splice(i, 1);
    return null;
  }
  throw new ValueError(repr_(x) + ' is not in deque');
});
method(deque, 'clear', function () {
  this._$items = [];
  this._$from = 0;
  return null;
});
method(deque, 'copy', function () {
  return dequeOf(this, this);
});
method(deque, '__copy__', function () {
  return dequeOf(this, this);
});
method(deque, 'count', function (x) {
  return seq_count(dequeItems(this), x);
});
method(deque, 'index', function (x, start, stop) {
  return seq_index(dequeItems(this), x, start, stop, repr_(x) + ' is not in deque');
});
method(deque, 'insert', function (at, x) {
  const size = this._$items.length - this._$from;
  if (size >= this._$most) throw new IndexError('deque already at its maximum size');
  const i = Number(toIndex(at));
  this._$items.splice(this._$from + (i < 0 ? Math.max(i + size, 0) : Math.min(i, size)), 0, x);
  return null;
});
method(deque, 'reverse', function () {
  this._$items = dequeItems(this).reverse();
  this._$from = 0;
  return null;
});
method(deque, '__lt__', function (other) {
  return other instanceof deque ? seq_cmp(dequeItems(this), dequeItems(other), lt) : NotImplemented;
});
method(deque, '__le__', function (other) {
  return other instanceof deque ? seq_cmp(dequeItems(this), dequeItems(other), le) : NotImplemented;
});
method(deque, '__gt__', function (other) {
  return other instanceof deque ? seq_cmp(dequeItems(this), dequeItems(other), gt) : NotImplemented;
});
method(deque, '__ge__', function (other) {
  return other instanceof deque ? seq_cmp(dequeItems(this), dequeItems(other), ge) : NotImplemented;
});
method(deque, '__add__', function (other) {
  if (!(other instanceof deque)) throw new TypeError_('can only concatenate deque (not "' + typeName(other) + '") to deque');
  return dequeOf(this, [...dequeItems(this), ...dequeItems(other)]);
});
method(deque, '__iadd__', function (other) {
  dequeExtend(this, other);
  return this;
});
method(deque, '__mul__', function (n) {
  const items = [];
  for (let i = seq_times(n); i > 0; i--) items.push(...dequeItems(this));
  return dequeOf(this, items);
});
method(deque, '__rmul__', function (n) {
  return this.__mul__(n);
});
method(deque, '__imul__', function (n) {
  const all = this.__mul__(n);
  this._$items = all._$items;
  this._$from = all._$from;
  return this;
});

// ---- namedtuple

const namedKeywords = ('False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass '
  + 'raise return try while with yield').split(' ');

/** namedtuple(typename, field_names, *, rename=False, defaults=None, module=None) */
export function namedtuple(typename, given, kw) {
  const options = kw instanceof Kw ? kw._$names : {};
  let fields = typeof given === 'string' ? given.replace(/,/g, ' ').split(/\s+/).filter(Boolean) : Array.from(it(given), String);
  if (options.rename !== undefined && truth(options.rename)) {
    fields = fields.map((name, i) => !namedIdentifier(name) || namedKeywords.includes(name) || name[0] === '_' || fields.indexOf(name) < i ? '_' + i : name);
  } else namedCheck([typename, ...fields]);
  const defaults = options.defaults === undefined || options.defaults === null ? [] : [...it(options.defaults)];
  if (defaults.length > fields.length) throw new TypeError_('Got more default values than field names');
  return tupleClass(typename, fields, defaults, options.module ?? '__main__', [PyTuple], null);
}
sig(namedtuple, 'namedtuple(typename,field_names,*,rename=,defaults=,module=)');
function namedIdentifier(name) {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);
}
function namedCheck(names) {
  names.forEach((name, i) => {
    if (!namedIdentifier(name)) throw new ValueError('Type names and field names must be valid identifiers: ' + repr_(name));
    if (namedKeywords.includes(name)) throw new ValueError('Type names and field names cannot be a keyword: ' + repr_(name));
    if (i === 0) return;
    if (name[0] === '_') throw new ValueError('Field names cannot start with an underscore: ' + repr_(name));
    if (names.indexOf(name, 1) < i) throw new ValueError('Encountered duplicate field name: ' + repr_(name));
  });
}

/** A class of tuples with named items; body fills in what else the class has. */
export function tupleClass(qual, fields, defaults, module, bases, body) {
  const n = fields.length;
  const first = n - defaults.length;
  const title = qual.slice(qual.lastIndexOf('.') + 1);
  const signature = title + '.__new__(' + ['_cls', ...fields.map((name, i) => i < first ? name : name + '=')].join(',') + ')';
  return cls(null, qual, bases, c => {
    c.__doc__ = title + '(' + fields.join(', ') + ')';
    c.__match_args__ = c._fields = tuple_of([...fields]);
    c._field_defaults = dict_of(defaults.flatMap((value, i) => [fields[first + i], value]));
    staticm(c, '__new__', sig(function (T, ...values) {
      if (values.length > n || values.length < first) argn(arguments, signature);
      return tupleMake(T, n, i => values[i] === undefined ? defaults[i - first] : values[i]);
    }, signature));
    classm(c, '_make', function (items) {
      const values = [...it(items)];
      if (values.length !== n) throw new TypeError_('Expected ' + n + ' arguments, got ' + values.length);
      return tupleMake(this, n, i => values[i]);
    }, title + '._make(cls,iterable)');
    c._replace = meth(function (kw) {
      const names = kw instanceof Kw ? kw._$names : {};
      const wrong = Object.keys(names).filter(name => !fields.includes(name));
      if (wrong.length) throw new ValueError('Got unexpected field names: ' + repr_(wrong));
      return tupleMake(this._$class, n, i => Object.hasOwn(names, fields[i]) ? names[fields[i]] : this[i]);
    }, title + '._replace(self,**kwds)');
    c._asdict = meth(function () {
      return dict_of(fields.flatMap((name, i) => [name, this[i]]));
    }, title + '._asdict(self)');
    c.__getnewargs__ = meth(function () {
      return tuple_of([...this]);
    }, title + '.__getnewargs__(self)');
    c.__repr__ = meth(function () {
      return reprGuard(this, '(...)', () => typeName(this) + '(' + fields.map((name, i) => name + '=' + repr_(this[i])).join(', ') + ')');
    }, title + '.__repr__(self)');
    fields.forEach((name, i) => prop(c, propName(name), function () {
      return this[i];
    }, function () {
      throw new AttributeError("can't set attribute");
    }, function () {
      throw new AttributeError("can't delete attribute");
    }));
    body?.(c);
  }, {module: module});
}
function tupleMake(C, n, item) {
  const maker = Object.hasOwn(C, '_$maker') ? C._$maker : tupleMaker(C);
  const t = new maker(n);
  for (let i = 0; i < n; i++) t[i] = item(i);
  return t;
}
/** A JavaScript class for C's instances: V8 makes those of a real subclass of Array ten times as fast as any other. */
function tupleMaker(C) {
  // says whether C overrides what indexing means
  list_adopt([], C);
  const maker = class extends Tuple {};
  Object.setPrototypeOf(maker.prototype, C.prototype);
  delete maker.prototype.constructor;
  return hidden(C, '_$maker', maker);
}
