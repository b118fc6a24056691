// What `match` asks of its subject: https://docs.python.org/3.11/reference/compound_stmts.html#the-match-statement
import {ga, hasattr, isinstance, typeName} from './core.js';
import {PyBool, PyInt} from './int.js';
import {PyFloat} from './float.js';
import {PyStr} from './str.js';
import {PyList} from './list.js';
import {PyTuple} from './tuple.js';
import {PyBytesType, PyByteArrayType} from './bytes.js';
import {Dict, PyDict, dict_copy, dict_of} from './dict.js';
import {PyFrozenSetType, PySetType} from './set.js';
import {Range} from './range.js';
import {contains, getitem} from './items.js';
import {getattr} from './attributes.js';
import {TypeError_} from './exceptions.js';
import {propName} from './names.js';

/** What a class of the library says its instances match: collections.abc has it for those that derive from it. */
function patternOf(subject) {
  return subject !== null && typeof subject === 'object' ? subject._pattern : undefined;
}

/** The items of a sequence of `fixed` items, or of at least so many; null for anything else. */
export function matchseq(subject, fixed, open) {
  let items = null;
  if (Array.isArray(subject)) items = subject;
  else if (subject instanceof Range || patternOf(subject) === 'sequence') items = [...subject];
  if (items === null || (open ? items.length < fixed : items.length !== fixed)) return null;
  return items;
}

/** What a starred pattern takes: a list. */
export function matchrest(items, before, after) {
  return Array.from(items).slice(before, items.length - after);
}

/** The values of `keys`, or null when the subject is no mapping or lacks one. */
export function matchmap(subject, keys) {
  const mapping = subject instanceof Dict || patternOf(subject) === 'mapping';
  if (!mapping) return null;
  const values = [];
  for (const key of keys) {
    if (!contains(subject, key)) return null;
    values.push(getitem(subject, key));
  }
  return values;
}

/** What `**rest` takes: the entries with other keys. */
export function matchmaprest(subject, keys) {
  const rest = dict_copy(dict_of([]));
  for (const key of subject) {
    let named = false;
    for (const each of keys) {
      if (contains([each], key)) named = true;
    }
    if (!named) rest.$update(dict_of([key, getitem(subject, key)]));
  }
  return rest;
}

/** The attributes that a class pattern looks at, or null when the subject is no instance or lacks one. */
export function matchclass(subject, C, positional, names) {
  if (typeof C !== 'function') throw new TypeError_('called match pattern must be a type');
  if (!isinstance(subject, C)) return null;
  const values = [];
  let from = [];
  if (positional > 0) {
    if (matchSelf(C)) {
      if (positional > 1) throw new TypeError_(matchName(C) + '() accepts 1 positional sub-pattern (' + positional + ' given)');
      values.push(subject);
    } else {
      from = hasattr(C, '__match_args__') ? getattr(C, '__match_args__') : [];
      if (positional > from.length) {
        const s = from.length === 1 ? '' : 's';
        throw new TypeError_(matchName(C) + '() accepts ' + from.length + ' positional sub-pattern' + s + ' (' + positional + ' given)');
      }
    }
  }
  for (const name of names) if (Array.from(from).slice(0, positional).includes(name)) throw new TypeError_(matchName(C) + "() got multiple sub-patterns for attribute '" + name + "'");
  const wanted = [...Array.from(from).slice(0, matchSelf(C) ? 0 : positional), ...names];
  for (const name of wanted) {
    if (!hasattr(subject, name)) return null;
    values.push(getattr(subject, name));
  }
  return values;
}

function matchName(C) {
  return ga(C, '__name__');
}

function matchSelf(C) {
  return [PyBool, PyInt, PyFloat, PyStr, PyList, PyTuple, PyDict, PySetType, PyFrozenSetType, PyBytesType, PyByteArrayType].includes(C);
}
