// What `object` and `type` themselves offer: on no prototype, so that operators see only what classes define. Explicit reads and super() find it here.
// objectmethods.js and metaclasses.js attach to the two: method(ObjectDefaults, '__repr__', ..); kept only if a program uses the name.
import {type_} from './metaclasses.js';
import {reached, said} from './reached.js';

export function ObjectDefaults() {}
export function TypeDefaults() {}

export function objectDefault(prop) {
    return Object.hasOwn(ObjectDefaults.prototype, prop) ? ObjectDefaults.prototype[prop] : undefined;
}

// Without the name `type` in a program, only what every class answers can be asked for.
export function typeDefault(prop) {
    return (reached(type_) || said('mro') || said('__subclasses__') || said('__abstractmethods__')) && Object.hasOwn(TypeDefaults.prototype, prop) ? TypeDefaults.prototype[prop] : undefined;
}
