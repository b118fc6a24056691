// sys: what exists of it in a page.
import {PyObject, cls, meth, prop, typeOf} from '../builtins/core.js';
import {Dict, dict_of} from '../builtins/dict.js';
import {SystemExit, current_exception} from '../builtins/exceptions.js';
import {box} from '../builtins/float.js';
import {flush_stdout, stdout, write_stdout} from '../builtins/print.js';
import {repr_} from '../builtins/repr.js';
import {strlen} from '../builtins/str.js';
import {T, Tuple} from '../builtins/tuple.js';
import {tupleType} from './time.js';

function sysExit(status) {
  throw status === undefined ? new SystemExit() : new SystemExit(status);
}
function sysExcInfo() {
  const e = current_exception();
  return e === undefined ? T(null, null, null) : T(typeOf(e), e, e.__traceback__);
}
function sysException() {
  return current_exception() ?? null;
}
function sysGetrecursionlimit() {
  return 1000;
}
function sysSetrecursionlimit(limit) {
  return null;
}
function sysIntern(s) {
  return s;
}
function sysGetdefaultencoding() {
  return 'utf-8';
}
function sysGetrefcount(x) {
  return 2;
}
function sysGetsizeof(x, otherwise) {
  return 64;
}
function sysIsFinalizing() {
  return false;
}

// a tuple with names for its items
function sysNamed(tuple, name, fields, items) {
  const C = cls(function named(values) {
    return named._$alloc(new.target ?? named, [values]);
  }, name, [tupleType(tuple)], c => {
    fields.forEach((field, i) => prop(c, field, function () {
      return this[i];
    }));
    c.__repr__ = meth(function () {
      return 'sys.' + name + '(' + fields.map((field, i) => field + '=' + repr_(this[i])).join(', ') + ')';
    }, '__repr__(self)');
  }, {module: 'sys'});
  return C(items);
}
const sysVersionInfo = /*@__PURE__*/ sysNamed(Tuple, 'version_info', ['major', 'minor', 'micro', 'releaselevel', 'serial'], [3, 11, 0, 'final', 0]);
const sysFloatInfo = /*@__PURE__*/ sysNamed(Tuple, 'float_info', ['max', 'max_exp', 'max_10_exp', 'min', 'min_exp', 'min_10_exp', 'dig', 'mant_dig', 'epsilon', 'radix',
  'rounds'], [box(1.7976931348623157e308), 1024, 308, 2.2250738585072014e-308, -1021, -307, 15, 53, 2.220446049250313e-16, 2, 1]);
const SYS_VERSION = '3.11.0 (pystream)';
const SYS_PLATFORM = 'browser';
const SYS_BYTEORDER = 'little';
const SYS_MAXUNICODE = 1114111;
const SYS_MAXSIZE = 9223372036854775807n;
const sysModules = /*@__PURE__*/ dict_of([], Dict); // modules are not values here: always empty
const sysArgv = [''];
const sysPath = [];
const SYS_EXECUTABLE = '';

const SysStream = /*@__PURE__*/ cls(function TextIOWrapper(name, write, flush) {
  this.name = name;
  this.encoding = 'utf-8';
  this.closed = false;
  this._$write = write;
  this._$flush = flush;
}, 'TextIOWrapper', [PyObject], sysStreamBody, {module: '_io'});
function sysStreamBody(c) {
  c.write = meth(function (text) {
    this._$write(text);
    return strlen(text);
  }, 'TextIOWrapper.write(self,text)');
  c.writelines = meth(function (lines) {
    for (const line of lines) this._$write(line);
    return null;
  }, 'TextIOWrapper.writelines(self,lines)');
  c.flush = meth(function () {
    this._$flush();
    return null;
  }, 'TextIOWrapper.flush(self)');
  c.isatty = meth(function () {
    return false;
  }, 'TextIOWrapper.isatty(self)');
  c.writable = meth(function () {
    return true;
  }, 'TextIOWrapper.writable(self)');
}
/** `sys.stdout = file`: print() writes there; the original goes back to the console. Reads of it ask sysGetStdout(). */
export function sysSetStdout(file) {
  stdout._$file = file === sysStdout ? null : file;
  return null;
}
export function sysGetStdout() {
  return stdout._$file ?? sysStdout;
}
export function sysSetStderr(file) {
  sysErrors._$file = file === sysStderr ? null : file;
  return null;
}
export function sysGetStderr() {
  return sysErrors._$file ?? sysStderr;
}
const sysErrors = {_$text: '', _$file: null};
function sysErrorWrite(text) {
  const i = text.lastIndexOf('\n');
  if (i >= 0) {
    console.error(sysErrors._$text + text.slice(0, i));
    sysErrors._$text = '';
    text = text.slice(i + 1);
  }
  sysErrors._$text += text;
}
function sysErrorFlush() {
  if (sysErrors._$text) console.error(sysErrors._$text);
  sysErrors._$text = '';
}
const sysStdout = /*@__PURE__*/ new SysStream('<stdout>', write_stdout, flush_stdout);
const sysStderr = /*@__PURE__*/ new SysStream('<stderr>', sysErrorWrite, sysErrorFlush);

export {sysExit as exit, sysExcInfo as exc_info, sysException as exception, sysGetrecursionlimit as getrecursionlimit,
  sysSetrecursionlimit as setrecursionlimit, sysIntern as intern, sysGetdefaultencoding as getdefaultencoding, sysGetrefcount as getrefcount,
  sysGetsizeof as getsizeof, sysIsFinalizing as is_finalizing, sysVersionInfo as version_info, sysFloatInfo as float_info, SYS_VERSION as version,
  SYS_PLATFORM as platform, SYS_BYTEORDER as byteorder, SYS_MAXUNICODE as maxunicode, SYS_MAXSIZE as maxsize, sysModules as modules, sysArgv as argv, sysPath as path,
  SYS_EXECUTABLE as executable, sysStdout as stdout, sysStderr as stderr, sysStdout as __stdout__, sysStderr as __stderr__};
