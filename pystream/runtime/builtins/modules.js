// Modules as values, imports that fail, and attributes of JavaScript's own objects.
import {Module, PyBuiltinFunction, hidden} from './core.js';
import {ImportError, ModuleNotFoundError} from './exceptions.js';

/** The object of a module: its attributes read and set the module's variables. `entries`: name -> function that reads one. */
export function namespace(name, entries) {
  const made = new Module(name, {});
  for (const key of Object.keys(entries)) {
    const read = entries[key];
    Object.defineProperty(made, key, {get: read, enumerable: true, configurable: true});
  }
  return made;
}

/** A builtin function as a value: it says its name. */
export function builtin(f, name) {
  if (f._$name === undefined) {
    hidden(f, '_$name', name);
    hidden(f, '_$class', PyBuiltinFunction);
  }
  return f;
}

/** An import of what the compiler could not find. */
export function importerror(text, module) {
  const error = module === undefined ? new ImportError(text) : new ModuleNotFoundError(text);
  error.name = module === undefined ? null : module;
  throw error;
}

/** Let `$name` on objects that Python did not make mean `name`, for the names that a program says. */
export function foreign(names) {
  for (const name of names) {
    Object.defineProperty(Object.prototype, '$' + name, {
      get() {
        // A list is an Array, but Array.prototype.keys is not its method.
        return this._$class === undefined || typeof this === 'function' && this._$mro === undefined ? this[name] : undefined;
      },
      set(value) {
        const own = typeof this === 'object' && this !== null && !('_$class' in this);
        if (own) this[name] = value;
        else Object.defineProperty(this, '$' + name, {value: value, writable: true, enumerable: true, configurable: true});
      },
      configurable: true,
    });
  }
}
