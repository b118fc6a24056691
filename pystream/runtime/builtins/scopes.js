// globals() and locals(): variables by their names.
import {Dict, dict_of} from './dict.js';
import {hidden} from './core.js';
import {attrName, propName} from './names.js';

/** locals() of a function: a dict of what has a value now; `pairs`: name, value, name, value .. */
export function locals_(pairs) {
  const bound = [];
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i + 1] !== undefined) bound.push(pairs[i], pairs[i + 1]);
  return dict_of(bound);
}

/** globals() of a module: a live dict over the object of the module. */
export function globals_(module) {
  if (module._$globals === undefined) {
    const d = hidden(module, '_$globals', new Dict());
    d._$m = new VariableMap(module);
  }
  return module._$globals;
}

// What Dict uses of a Map, over the variables of a module.
class VariableMap {
  constructor(module) {
    this._$o = module;
  }
  _$names() {
    return Object.keys(this._$o).map(attrName).filter(name => name !== undefined && this.get(name) !== undefined);
  }
  get size() {
    return this._$names().length;
  }
  has(key) {
    return this.get(key) !== undefined;
  }
  // A variable that is called as builtin types' attributes are has a `$`, whether the program says that name or not.
  _$at(key) {
    return Object.hasOwn(this._$o, '$' + key) ? '$' + key : propName(key);
  }
  get(key) {
    if (typeof key !== 'string' || key[1] === '$') return undefined;
    const at = this._$at(key);
    try {
      return Object.hasOwn(this._$o, at) ? this._$o[at] : undefined;
    } catch (e) {
      // A definition further down has not been reached.
      if (e instanceof ReferenceError) return undefined;
      throw e;
    }
  }
  set(key, value) {
    this._$o[this._$at(key)] = value;
    return this;
  }
  delete(key) {
    return delete this._$o[this._$at(key)];
  }
  keys() {
    return this._$names()[Symbol.iterator]();
  }
  * values() {
    for (const name of this._$names()) yield this.get(name);
  }
  * entries() {
    for (const name of this._$names()) yield [name, this.get(name)];
  }
  forEach(f) {
    for (const name of this._$names()) f(this.get(name), name, this);
  }
  [Symbol.iterator]() {
    return this.entries();
  }
}
