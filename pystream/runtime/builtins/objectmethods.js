// The methods of `object`, see objectdefaults.js.
import {TypeError_} from './exceptions.js';
import {NotImplemented, id, method, objectRepr, typeName} from './core.js';
import {defaultDir, deleteAttr} from './attributes.js';
import {objectNew} from './classes.js';
import {rawTargets, readAttr, storeAttr} from './instances.js';
import {propName} from './names.js';
import {ObjectDefaults} from './objectdefaults.js';
import {str_} from './repr.js';

method(ObjectDefaults, '__repr__', function () {
    return objectRepr(this);
});
method(ObjectDefaults, '__str__', function () {
    return this.__repr__ === undefined ? objectRepr(this) : this.__repr__();
});
export function objectEq(other) {
    return this === other ? true : NotImplemented;
}
method(ObjectDefaults, '__eq__', objectEq);
method(ObjectDefaults, '__ne__', function (other) {
    if (this.__eq__ === undefined) return this === other ? false : NotImplemented;
    const r = this.__eq__(other);
    return r === NotImplemented ? r : !r;
});
method(ObjectDefaults, '__lt__', function () {
    return NotImplemented;
});
method(ObjectDefaults, '__le__', function () {
    return NotImplemented;
});
method(ObjectDefaults, '__gt__', function () {
    return NotImplemented;
});
method(ObjectDefaults, '__ge__', function () {
    return NotImplemented;
});
method(ObjectDefaults, '__hash__', function () {
    return id(this);
});
method(ObjectDefaults, '__setattr__', function (name, value) {
    storeAttr(this, propName(name), value);
    return null;
});
method(ObjectDefaults, '__getattribute__', function (name) {
    return readAttr(this, propName(name));
});
method(ObjectDefaults, '__delattr__', function (name) {
    deleteAttr(rawTargets().get(this) ?? this, propName(name));
    return null;
});
method(ObjectDefaults, '__init_subclass__', function (kw) {
    if (kw !== undefined) throw new TypeError_(`${this._$name}.__init_subclass__() takes no keyword arguments`);
    return null;
}, '*args,**kw');
method(ObjectDefaults, '__format__', function (spec) {
    if (spec !== '') throw new TypeError_(`unsupported format string passed to ${typeName(this)}.__format__`);
    return str_(this);
});
method(ObjectDefaults, '__dir__', function () {
    return defaultDir(this);
});
method(ObjectDefaults, '__sizeof__', function () {
    return 16;
});
method(ObjectDefaults, '__new__', objectNew, '*args,**kw');
