// The with statement: const $w = with_(m); try { v = $w.v; body } catch (e) { if (!$w.fail(caught(e))) throw e; } finally { $w.done(); }
import {TypeError_, enter, leave} from './exceptions.js';
import {dunder, typeName} from './core.js';
import {truth} from './ops.js';

class With {
    constructor(manager, exit, value) {
        this._$manager = manager;
        this._$exit = exit;
        this.v = value;
    }

    // The body raised e: true if __exit__ wants it swallowed.
    fail(e) {
        const exit = this._$exit;
        this._$exit = undefined;
        const depth = enter(e);
        try {
            return truth(Reflect.apply(exit, this._$manager, [e._$class, e, e.__traceback__]));
        } finally {
            leave(depth);
        }
    }

    // The body was left in any other way.
    done() {
        const exit = this._$exit;
        this._$exit = undefined;
        if (exit !== undefined) Reflect.apply(exit, this._$manager, [null, null, null]);
    }
}

export function with_(manager) {
    const enterMethod = dunder(manager, '__enter__');
    if (typeof enterMethod !== 'function') throw new TypeError_(`'${typeName(manager)}' object does not support the context manager protocol`);
    const exit = dunder(manager, '__exit__');
    if (typeof exit !== 'function') throw new TypeError_(`'${typeName(manager)}' object does not support the context manager protocol (missed __exit__ method)`);
    return new With(manager, exit, Reflect.apply(enterMethod, manager, []));
}
