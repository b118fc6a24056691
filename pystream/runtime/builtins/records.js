// Classes of dataclasses that a program never names: what its instances can be asked without their class, by their fields.
import {meth} from './classes.js';
import {NotImplemented, cls} from './core.js';
import {hash} from './compare.js';
import {same} from './list.js';
import {propName} from './names.js';
import {reached} from './reached.js';
import {repr_} from './repr.js';

export function recordClass(name, fields, frozen) {
  return cls(null, name, null, c => {
    c.__eq__ = meth(function (other) {
      return this._$class === other?._$class ? fields.every(([field]) => same(this[propName(field)], other[propName(field)])) : NotImplemented;
    });
    c.__repr__ = meth(function () {
      return `${name}(${fields.map(([field]) => `${field}=${repr_(this[propName(field)])}`).join(', ')})`;
    });
    if (reached(hash)) c.__hash__ = frozen ? meth(function () {
      return fields.reduce((all, [field]) => Math.imul(all ^ Number(BigInt.asIntN(32, BigInt(hash(this[propName(field)])))), 16777619), 1);
    }) : null;
  });
}
