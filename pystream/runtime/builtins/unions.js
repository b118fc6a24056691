// `int | str` between types: what isinstance() and typing take for a choice.
import {NotImplemented, NoneType, PyType, isclass, method, statics, typeOf} from './core.js';
import {TypeError_} from './exceptions.js';
import {GenericAlias} from './items.js';
import {hash} from './ops.js';
import {repr_} from './repr.js';
import {tuple_of} from './tuple.js';

export class Union {
  constructor(members, name) {
    this._$union = members;
    // typing.Union's own way to show itself
    this._$text = name;
  }
  get __args__() {
    return tuple_of(this._$union.map(x => x ?? typeOf(null)));
  }
  __repr__() {
    return this._$text === undefined ? this._$union.map(unionName).join(' | ') : this._$text(this._$union);
  }
  __eq__(other) {
    return other instanceof Union && other._$union.length === this._$union.length && this._$union.every(x => other._$union.includes(x));
  }
  __hash__() {
    return this._$union.reduce((all, x) => all ^ Number(hash(x)) % 0x7fffffff, 0);
  }
  __or__(other) {
    return unionOr(this, other);
  }
  __ror__(other) {
    return unionOr(other, this);
  }
}
export function PyUnion() {
  throw new TypeError_("cannot create 'types.UnionType' instances");
}
statics(Union, PyUnion, 'types.UnionType');

/** A union of what is given, each once, unions opened; the member itself if there is only one. */
export function union_of(given, text) {
  const members = [...new Set(given.flatMap(x => x instanceof Union ? x._$union : [x === NoneType ? null : x]))];
  return members.length === 1 ? members[0] ?? typeOf(null) : new Union(members, text);
}
/** How a type is named inside of another's name. */
export function unionName(x) {
  if (x === null || x === NoneType) return 'None';
  if (isclass(x)) return x._$module === 'builtins' ? x._$qual : x._$module + '.' + x._$qual;
  return repr_(x);
}
function unionMember(x) {
  return x === null || isclass(x) || x instanceof Union || typeof x === 'function' && x instanceof GenericAlias || typeof x === 'object' && x._$typing !== undefined;
}
export function unionOr(a, b) {
  return unionMember(a) && unionMember(b) ? union_of([a, b]) : NotImplemented;
}
method(PyType, '__or__', function (other) {
  return unionOr(this, other);
});
method(PyType, '__ror__', function (other) {
  return unionOr(other, this);
});
method(GenericAlias, '__or__', function (other) {
  return unionOr(this, other);
});
method(GenericAlias, '__ror__', function (other) {
  return unionOr(other, this);
});
