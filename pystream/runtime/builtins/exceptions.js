// Python's exceptions: native Errors that carry a Python class, args and the chain; what `raise`, `except` and the report of an uncaught one do.
import {PyObject, derive, hidden, isclass, method, typeName} from './core.js';
import {Kw} from './calls.js';
import {exceptionFrames, places, traceCatch, traceRaise} from './places.js';
import {reached, said} from './reached.js';
import {tuple_of} from './tuple.js';
import {repr_, str_} from './repr.js';

export const BaseException = baseClass();

// A callable class whose instances are native Errors (they hold a stack) with the class's prototype.
function excCtor() {
    const C = function (...args) {
        const e = excAlloc(new.target ?? C, args);
        e.__init__(...args);
        return e;
    };
    return C;
}

function excAlloc(C, args) {
    // Not Reflect.construct(Error, [], C): V8 makes a new hidden class on every call then.
    const e = Object.setPrototypeOf(C._$quiet && !reached(places) ? stackless() : new Error(), C.prototype);
    e.args = excArgs(args[args.length - 1] instanceof Kw ? args.slice(0, -1) : args);
    const context = current();
    if (context !== undefined) e._$ctx = context;
    return e;
}

// The exceptions that end loops are made often and never reported: without the stack they cost a sixth.
function stackless() {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const e = new Error();
    Error.stackTraceLimit = limit;
    return e;
}

function baseClass() {
    const C = derive(excCtor(), 'BaseException', PyObject, Object.create(Error.prototype));
    const p = C.prototype;
    hidden(C, '_$alloc', excAlloc);
    // Error.prototype's own must not answer for Python attributes.
    for (const name of ['name', 'message', 'constructor']) hidden(p, name, undefined);
    hidden(p, 'toString', function () {
        return describe(this);
    });
    hidden(p, '_$ctx', undefined);
    hidden(p, '__cause__', null);
    hidden(p, '__context__', null);
    hidden(p, '__traceback__', null);
    hidden(p, '__suppress_context__', false);
    hidden(p, '__init__', excMethod('__init__', function (...args) {
        if (args[args.length - 1] instanceof Kw) throw new TypeError_(`${typeName(this)}() takes no keyword arguments`);
        this.args = excArgs(args);
        return null;
    }));
    hidden(p, '__str__', excMethod('__str__', function () {
        const args = this.args;
        return args.length === 0 ? '' : args.length === 1 ? str_(args[0]) : excTuple(args);
    }));
    hidden(p, '__repr__', excMethod('__repr__', function () {
        const args = this.args;
        return args.length === 1 ? `${typeName(this)}(${repr_(args[0])})` : typeName(this) + (args.length ? excTuple(args) : '()');
    }));
    return C;
}

// A tuple only where a program may see it.
function excArgs(args) {
    return said('args') ? tuple_of(args) : args;
}

function excTuple(args) {
    return `(${Array.from(args, x => repr_(x)).join(', ')})`;
}

function excMethod(name, f) {
    hidden(f, '_$m', true);
    hidden(f, '_$name', name);
    return f;
}

// A builtin exception class.
export function exc(name, base, init, str) {
    const C = derive(excCtor(), name, base);
    if (init !== undefined) hidden(C.prototype, '__init__', excMethod('__init__', init));
    if (str !== undefined) hidden(C.prototype, '__str__', excMethod('__str__', str));
    return C;
}

function quiet(name, base, init) {
    const C = exc(name, base, init);
    hidden(C, '_$quiet', true);
    return C;
}

export const Exception = exc('Exception', BaseException);
export const GeneratorExit = quiet('GeneratorExit', BaseException);
export const KeyboardInterrupt = exc('KeyboardInterrupt', BaseException);
export const SystemExit = exc('SystemExit', BaseException, function (...args) {
    this.args = excArgs(args);
    hidden(this, 'code', args.length === 0 ? null : args.length === 1 ? args[0] : this.args);
    return null;
});
export const StopIteration = quiet('StopIteration', Exception, function (...args) {
    this.args = excArgs(args);
    this.value = args.length ? args[0] : null;
    return null;
});
export const StopAsyncIteration = quiet('StopAsyncIteration', Exception);
export const ArithmeticError = exc('ArithmeticError', Exception);
export const FloatingPointError = exc('FloatingPointError', ArithmeticError);
export const OverflowError = exc('OverflowError', ArithmeticError);
export const ZeroDivisionError = exc('ZeroDivisionError', ArithmeticError);
export const AssertionError = exc('AssertionError', Exception);
export const AttributeError = exc('AttributeError', Exception, excNamed);
export const BufferError = exc('BufferError', Exception);
export const EOFError = exc('EOFError', Exception);
export const ImportError = exc('ImportError', Exception, excNamed);
export const ModuleNotFoundError = exc('ModuleNotFoundError', ImportError);
export const LookupError = exc('LookupError', Exception);
export const IndexError = exc('IndexError', LookupError);
export const KeyError = exc('KeyError', LookupError, undefined, function () {
    return this.args.length === 1 ? repr_(this.args[0]) : BaseException.prototype.__str__.call(this);
});
export const MemoryError = exc('MemoryError', Exception);
export const NameError = exc('NameError', Exception, excNamed);
export const UnboundLocalError = exc('UnboundLocalError', NameError);
export const OSError = exc('OSError', Exception, osInit, function () {
    return this.errno === null || this.strerror === null ? BaseException.prototype.__str__.call(this)
        : `[Errno ${str_(this.errno)}] ${str_(this.strerror)}${this.filename === null ? '' : ': ' + repr_(this.filename)}`;
});
export const BlockingIOError = exc('BlockingIOError', OSError);
export const ChildProcessError = exc('ChildProcessError', OSError);
export const ConnectionError = exc('ConnectionError', OSError);
export const BrokenPipeError = exc('BrokenPipeError', ConnectionError);
export const ConnectionAbortedError = exc('ConnectionAbortedError', ConnectionError);
export const ConnectionRefusedError = exc('ConnectionRefusedError', ConnectionError);
export const ConnectionResetError = exc('ConnectionResetError', ConnectionError);
export const FileExistsError = exc('FileExistsError', OSError);
export const FileNotFoundError = exc('FileNotFoundError', OSError);
export const InterruptedError = exc('InterruptedError', OSError);
export const IsADirectoryError = exc('IsADirectoryError', OSError);
export const NotADirectoryError = exc('NotADirectoryError', OSError);
export const PermissionError = exc('PermissionError', OSError);
export const ProcessLookupError = exc('ProcessLookupError', OSError);
export const TimeoutError = exc('TimeoutError', OSError);
export const ReferenceError_ = exc('ReferenceError', Exception);
export const RuntimeError = exc('RuntimeError', Exception);
export const NotImplementedError = exc('NotImplementedError', RuntimeError);
export const RecursionError = exc('RecursionError', RuntimeError);
export const SyntaxError_ = exc('SyntaxError', Exception);
export const IndentationError = exc('IndentationError', SyntaxError_);
export const TabError = exc('TabError', IndentationError);
export const SystemError = exc('SystemError', Exception);
export const TypeError_ = exc('TypeError', Exception);
export const ValueError = exc('ValueError', Exception);
export const UnicodeError = exc('UnicodeError', ValueError);
export const Warning = exc('Warning', Exception);
export const BytesWarning = exc('BytesWarning', Warning);
export const DeprecationWarning = exc('DeprecationWarning', Warning);
export const EncodingWarning = exc('EncodingWarning', Warning);
export const FutureWarning = exc('FutureWarning', Warning);
export const ImportWarning = exc('ImportWarning', Warning);
export const PendingDeprecationWarning = exc('PendingDeprecationWarning', Warning);
export const ResourceWarning = exc('ResourceWarning', Warning);
export const RuntimeWarning = exc('RuntimeWarning', Warning);
export const SyntaxWarning = exc('SyntaxWarning', Warning);
export const UnicodeWarning = exc('UnicodeWarning', Warning);
export const UserWarning = exc('UserWarning', Warning);

// AttributeError, NameError, ImportError take name=, obj=, path= besides their args; the Kw is the last argument.
function excNamed(...args) {
    const last = args[args.length - 1];
    const mine = isexc(this, AttributeError) ? ['name', 'obj'] : isexc(this, ImportError) ? ['name', 'path'] : ['name'];
    const names = last instanceof Kw ? excKeywords(args.pop()._$names, mine) : undefined;
    this.args = excArgs(args);
    for (const name of mine) hidden(this, name, names?.[name] ?? null);
    return null;
}

function excKeywords(names, mine) {
    for (const name of Object.keys(names)) if (!mine.includes(name)) throw new TypeError_(`'${name}' is an invalid keyword argument for ${mine[1] === 'obj' ? 'AttributeError' : mine[1] === 'path' ? 'ImportError' : 'NameError'}()`);
    return names;
}

// OSError(errno, strerror[, filename]): a known errno of the class itself selects the subclass in CPython; here the object keeps its class unless it is OSError.
function osInit(...args) {
    const named = args.length >= 2 && args.length <= 5;
    hidden(this, 'errno', named ? args[0] : null);
    hidden(this, 'strerror', named ? args[1] : null);
    hidden(this, 'filename', named && args.length > 2 ? args[2] : null);
    hidden(this, 'args', excArgs(named ? args.slice(0, 2) : args));
    if (named && typeOfExact(this) === OSError) {
        const C = osSubclass(args[0]);
        if (C !== undefined) Object.setPrototypeOf(this, C.prototype);
    }
    return null;
}

function typeOfExact(e) {
    return e._$class;
}

function osSubclass(errno) {
    switch (errno) {
    case 1:
    case 13:
        return PermissionError;
    case 2:
        return FileNotFoundError;
    case 3:
        return ProcessLookupError;
    case 4:
        return InterruptedError;
    case 10:
        return ChildProcessError;
    case 11:
        return BlockingIOError;
    case 17:
        return FileExistsError;
    case 20:
        return NotADirectoryError;
    case 21:
        return IsADirectoryError;
    case 32:
        return BrokenPipeError;
    case 103:
        return ConnectionAbortedError;
    case 104:
        return ConnectionResetError;
    case 110:
        return TimeoutError;
    case 111:
        return ConnectionRefusedError;
    }
    return undefined;
}

// UnicodeDecodeError(encoding, object, start, end, reason)
function unicodeInit(...args) {
    if (args.length !== 5) throw new TypeError_(`function takes exactly 5 arguments (${args.length} given)`);
    this.args = excArgs(args);
    ['encoding', 'object', 'start', 'end', 'reason'].forEach((name, i) => hidden(this, name, args[i]));
    return null;
}

export const UnicodeDecodeError = exc('UnicodeDecodeError', UnicodeError, unicodeInit, function () {
    const data = this.object.a ?? this.object;
    const where = this.end === this.start + 1 ? `byte 0x${data[this.start].toString(16).padStart(2, '0')} in position ${this.start}`
        : `bytes in position ${this.start}-${this.end - 1}`;
    return `'${this.encoding}' codec can't decode ${where}: ${this.reason}`;
});
export const UnicodeEncodeError = exc('UnicodeEncodeError', UnicodeError, unicodeInit, function () {
    return `'${this.encoding}' codec can't encode ${unicodeWhere(this)}: ${this.reason}`;
});
export const UnicodeTranslateError = exc('UnicodeTranslateError', UnicodeError);

function unicodeWhere(e) {
    if (e.end !== e.start + 1) return `characters in position ${e.start}-${e.end - 1}`;
    const code = [...e.object][e.start].codePointAt(0);
    const text = code < 0x100 ? '\\x' + code.toString(16).padStart(2, '0') : code < 0x10000 ? '\\u' + code.toString(16).padStart(4, '0') : '\\U' + code.toString(16).padStart(8, '0');
    return `character '${text}' in position ${e.start}`;
}

// A JS error that is none of Python's: `except Exception` catches it, `.name` and `.message` are its own, `.js` is the original.
export const JsError = exc('JsError', Exception);
// One that is a TypeError of JavaScript's is one of Python's too.
function jsTypeError() {
    if (jsTypeError._$type === undefined) {
        jsTypeError._$type = exc('JsError', TypeError_);
        jsTypeError._$type._$mro.splice(1, 0, JsError);
    }
    return jsTypeError._$type;
}

method(BaseException, 'add_note', function (note) {
    if (typeof note !== 'string') throw new TypeError_(`note must be a str, not '${typeName(note)}'`);
    if (this.__notes__ === undefined) this.__notes__ = [];
    this.__notes__.push(note);
    return null;
});
method(BaseException, 'with_traceback', function (tb) {
    hidden(this, '__traceback__', tb);
    if (reached(places)) this._$trace = tb?._$e._$trace?.map(each => each.slice());
    return this;
});

// str(e)
export function describe(e) {
    return e.__str__();
}

// ---- raising ----

// `raise x`, `raise x from cause`: throw raise_(x[, cause]).
export function raise_(x, cause) {
    const e = instance(x, 'exceptions must derive from BaseException');
    if (cause !== undefined) {
        e.__cause__ = (cause === null ? null : instance(cause, 'exception causes must derive from BaseException'));
        e.__suppress_context__ = true;
    }
    if (e._$ctx !== undefined) e._$ctx = undefined;
    chain(e, current());
    return again(e);
}

/** An exception that is thrown from here on, whatever it passed before. */
export function again(e) {
    if (reached(places)) traceRaise(e, new Error());
    return e;
}

function instance(x, text) {
    if (isclass(x) && x._$mro.includes(BaseException)) {
        const e = x();
        if (e?._$class?._$mro.includes(BaseException)) return e;
        throw new TypeError_(`calling ${x._$name} should have returned an instance of BaseException, not ${typeName(e)}`);
    }
    if (x !== null && typeof x === 'object' && x._$class?._$mro.includes(BaseException)) return x;
    throw new TypeError_(text);
}

// e is raised while context is handled; an old link that would close a circle is cut.
function chain(e, context) {
    if (context === undefined || context === e) return;
    for (let x = context; x.__context__ !== null && x.__context__ !== undefined; x = x.__context__)
        if (x.__context__ === e) {
            x.__context__ = null;
            break;
        }
    e.__context__ = context;
}

// Exceptions being handled, innermost last.
export const handled = [];

// Handler entered: const d = enter(e); try { handler } finally { leave(d); }
export function enter(e) {
    return handled.push(e) - 1;
}

export function leave(depth) {
    handled.length = depth;
}

function current() {
    return handled[handled.length - 1];
}

// The exception `sys.exc_info` shows, undefined outside of handlers.
export function current_exception() {
    return handled[handled.length - 1];
}

// Bare `raise` outside of a lexical handler.
export function reraise() {
    return current() ?? new RuntimeError('No active exception to reraise');
}

// What a JS catch clause got, as a Python exception.
export function caught(e) {
    if (e === null || typeof e !== 'object' || e._$class?._$mro.includes(BaseException) !== true) e = convert(e);
    if (reached(places)) {
        traceCatch(e, new Error());
        e.__traceback__ = new Traceback(e);
    } else if (e.__traceback__ === null) e.__traceback__ = new Traceback(e);
    if (e._$ctx !== undefined) {
        if (e.__context__ === null && e._$ctx !== e) chain(e, e._$ctx);
        e._$ctx = undefined;
    }
    return e;
}

// e.__traceback__: set when e is caught; what it tells is looked up when it is asked for.
export class Traceback {
    constructor(e, frames) {
        this._$e = e;
        this._$frames = frames;
    }

    get tb_next() {
        const rest = tracebackFrames(this).slice(1);
        return rest.length ? new Traceback(this._$e, rest) : null;
    }

    get tb_frame() {
        return new Frame(...tracebackFrames(this)[0] ?? ['', 0, '']);
    }

    get tb_lineno() {
        return tracebackFrames(this)[0]?.[1] ?? 0;
    }
}

/** [file, line, function, text of the line] for each frame, outermost first. */
export function tracebackFrames(tb) {
    return tb._$frames ??= exceptionFrames(tb._$e);
}

class Frame {
    constructor(file, line, name) {
        this.f_lineno = line;
        this.f_code = new Code(file, name);
    }
}

class Code {
    constructor(file, name) {
        this.co_filename = file;
        this.co_name = name;
    }
}

export function isexc(e, C) {
    if (typeof C === 'function') {
        const T = e._$class;
        // `except DOMException`
        return T === C || T._$mro.includes(C) || said('javascript') && C._$mro === undefined && e.js instanceof C;
    }
    if (Array.isArray(C) && C._$class !== undefined) {
        for (const B of C) if (isexc(e, B)) return true;
        return false;
    }
    throw new TypeError_('catching classes that do not inherit from BaseException is not allowed');
}

function convert(e) {
    const text = e?.message;
    if (typeof text !== 'string') return from(JsError, e, String(e));
    if (e instanceof RangeError && /call stack/.test(text) || text === 'too much recursion') return from(RecursionError, e, 'maximum recursion depth exceeded');
    if (e instanceof TypeError) return convertTypeError(e, text);
    if (e instanceof ReferenceError) {
        const m = /^(?:Cannot access '(\S+)' before|can't access lexical declaration '(\S+)' before)/.exec(text);
        if (m) return from(UnboundLocalError, e, `cannot access local variable '${m[1] ?? m[2]}' where it is not associated with a value`);
        const n = /^(?:Can't find variable: )?(\S+?)(?: is not defined)?$/.exec(text);
        return from(NameError, e, n ? `name '${n[1]}' is not defined` : text);
    }
    if (e instanceof RangeError && /BigInt/.test(text)) return from(OverflowError, e, text);
    if (e instanceof RangeError && /string length|array length/.test(text)) return from(MemoryError, e, '');
    return fromJs(JsError, e, e.name && e.name !== 'Error' ? `${e.name}: ${text}` : text);
}

// The texts of V8, Firefox, Safari for reading or setting a property of null.
function convertTypeError(e, text) {
    let m = /(?:of|on) (?:null|undefined) \((?:reading|setting) '\$?(.+?)'\)|^can't access property "\$?(.+?)",? .*(?:null|undefined)$|^(?:null|undefined) is not an object \(evaluating '.*\.\$?(\w+)'\)/.exec(text);
    const name = m?.[1] ?? m?.[2] ?? m?.[3];
    if (name !== undefined) return named(from(AttributeError, e, `'NoneType' object has no attribute '${name}'`), name, null);
    m = /^Cannot create property '\$?(\S+)' on (\w+) /.exec(text);
    if (m) return named(from(AttributeError, e, `'${{string: 'str', number: 'int', boolean: 'bool', bigint: 'int'}[m[2]] ?? m[2]}' object has no attribute '${m[1]}'`), m[1], null);
    m = /^Cannot assign to read only property '\$?(\S+)' of/.exec(text);
    if (m) return from(AttributeError, e, `attribute '${m[1]}' is not writable`);
    if (/already (?:running|executing)|Generator is executing/i.test(text)) return from(ValueError, e, 'generator already executing');
    return said('javascript') ? fromJs(jsTypeError(), e, text) : from(TypeError_, e, text);
}

// An error of JavaScript's with its own name and message.
function fromJs(C, e, text) {
    const x = from(C, e, text);
    if (said('javascript')) {
        hidden(x, 'name', e.name);
        hidden(x, 'message', e.message);
    }
    return x;
}

function named(e, name, obj) {
    hidden(e, 'name', name);
    hidden(e, 'obj', obj);
    return e;
}

function from(C, js, text) {
    const e = new C(text);
    hidden(e, 'js', js);
    if (typeof js?.stack === 'string') hidden(e, 'stack', js.stack);
    return e;
}

// The exception a generator body lets out: StopIteration must not look like the end of the loop (PEP 479).
export function stopgen(e, kind) {
    e = caught(e);
    if (!isexc(e, StopIteration)) return e;
    const x = new RuntimeError(`${kind ?? 'generator'} raised StopIteration`);
    hidden(x, '__cause__', e);
    hidden(x, '__suppress_context__', true);
    hidden(x, '__context__', e);
    x._$ctx = undefined;
    return x;
}

// Unbound local and missing global: value ?? unbound('x')
export function unbound(name) {
    throw new UnboundLocalError(`cannot access local variable '${name}' where it is not associated with a value`);
}

export function undefinedName(name) {
    const e = new NameError(`name '${name}' is not defined`);
    hidden(e, 'name', name);
    throw e;
}

export function unboundFree(name) {
    throw new NameError(`cannot access free variable '${name}' where it is not associated with a value in enclosing scope`);
}

// `assert c, m`: if (!c) throw assertion(m)
export function assertion(message) {
    return message === undefined ? raise_(AssertionError) : raise_(new AssertionError(message));
}
