// Modules as values, imports that fail, and attributes of JavaScript's own objects.
import {Module, PyBuiltinFunction, hidden} from './core.js';
import {AttributeError, ImportError, ModuleNotFoundError} from './exceptions.js';
import {jsfn, jsname, jsout, jsown} from './javascript.js';
import {said} from './reached.js';

/**
 * The object of a module. `entries`: name -> function that reads a variable; with a parameter, it also sets it.
 */
export function namespace(name, entries) {
  const made = new Module(name, {});
  for (const key of Object.keys(entries)) {
    const read = entries[key];
    Object.defineProperty(made, key, {get: read, set: read.length ? read : undefined, enumerable: true, configurable: true});
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

/** What a classic script has left as a global. */
export function script(name, path) {
  if (!(name in globalThis)) throw new ImportError(`cannot import name '${name}' from '${path}': it sets no global of that name`);
  return globalThis[name];
}

/** An import of what the compiler could not find. */
export function importerror(text, module) {
  const error = module === undefined ? new ImportError(text) : new ModuleNotFoundError(text);
  error.name = module === undefined ? null : module;
  throw error;
}

/** The body of a module that runs at its first import; one that failed runs again. */
export function atImport(body) {
  const run = () => {
    if (run._$begun) return;
    run._$begun = run._$busy = true;
    try {
      body();
    } catch (error) {
      run._$begun = false;
      throw error;
    } finally {
      run._$busy = false;
    }
  };
  return run;
}

/** How a module is called whose `run`, if it has one, may be under way. */
function modulePartly(run, module) {
  return run !== null && run._$busy ? `partially initialized module '${module}'` : `module '${module}'`;
}

/** `value`, unless the module has not bound it: then `from module import name` fails. */
export function fromModule(value, run, name, module) {
  if (value !== undefined) return value;
  const busy = run !== null && run._$busy;
  const error = new ImportError(`cannot import name '${name}' from ` + (busy ? `${modulePartly(run, module)} (most likely due to a circular import)` : `'${module}'`));
  error.name = module;
  throw error;
}

/** The same for `module.name`. */
export function ofModule(value, run, name, module) {
  if (value !== undefined) return value;
  const busy = run !== null && run._$busy;
  throw new AttributeError(`${modulePartly(run, module)} has no attribute '${name}'` + (busy ? ' (most likely due to a circular import)' : ''));
}

/**
 * Let `$name` on objects that Python did not make mean `name`, for the names that a program says; `class_` stands for `class`.
 * Where the browser's own objects may be anything, their functions convert.
 */
export function foreign(names) {
  for (const name of names) {
    const said_ = said('javascript') && jsname(name) !== name ? name : '$' + name;
    const plain = said('javascript') ? jsname(name) : name;
    Object.defineProperty(Object.prototype, said_, {
      get() {
        // A list is an Array, but Array.prototype.keys is not its method.
        if (this._$class !== undefined && (typeof this !== 'function' || this._$mro !== undefined)) return undefined;
        const value = this[plain];
        return said('javascript') && typeof value === 'function' && jsown(value) && jsown(this) ? jsfn(value) : value;
      },
      set(value) {
        const own = typeof this === 'object' && this !== null && !('_$class' in this);
        if (own) this[plain] = said('javascript') ? jsout(value) : value;
        else Object.defineProperty(this, said_, {value: value, writable: true, enumerable: true, configurable: true});
      },
      configurable: true,
    });
  }
}
