// traceback: an exception as text. The frames are what builtins/report.js knows of the source maps; without them only the last lines stand.
import {PyObject, cls, isclass, meth, sig} from '../builtins/core.js';
import {BaseException, TypeError_, current_exception} from '../builtins/exceptions.js';
import {exceptionLines, exceptionOnly, frameLines} from '../builtins/report.js';
import {stderr} from './sys.js';

// (exc), (type, exc), (type, exc, tb) -> the exception or null
function tracebackPick(exc, value) {
  if (value !== undefined && value !== null) return value;
  if (exc === null || exc === undefined || exc instanceof BaseException) return exc ?? null;
  if (value === null) return null;
  throw new TypeError_('Exception expected for value, ' + (isclass(exc) ? 'type' : 'object') + ' found');
}
// CPython's entries: a frame and its source line are one, every entry ends its last line
function tracebackEntries(lines) {
  const out = [];
  for (const line of lines) {
    if (line.startsWith('    ') && out.length && out[out.length - 1].startsWith('  File ')) out[out.length - 1] += line + '\n';
    else out.push(line + '\n');
  }
  return out;
}
// without the causes: chain=False
function tracebackLines(e, chain) {
  if (e === null) return ['NoneType: None'];
  if (chain) return exceptionLines(e);
  return exceptionLines(e, new Set([e.__cause__, e.__context__]));
}
function tracebackFormatException(exc, value, tb, limit = null, chain = true) {
  return tracebackEntries(tracebackLines(tracebackPick(exc, value), chain));
}
sig(tracebackFormatException, 'format_exception(exc,value=,tb=,limit=,chain=)');
function tracebackFormatExceptionOnly(exc, value) {
  const e = tracebackPick(exc, value);
  return e === null ? ['NoneType: None\n'] : exceptionOnly(e).map(line => line + '\n');
}
sig(tracebackFormatExceptionOnly, 'format_exception_only(exc,value=)');
function tracebackPrintException(exc, value, tb, limit = null, file = null, chain = true) {
  const text = tracebackFormatException(exc, value, tb, limit, chain).join('');
  if (file === null) stderr.write(text);
  else file.write(text);
  return null;
}
sig(tracebackPrintException, 'print_exception(exc,value=,tb=,limit=,file=,chain=)');
function tracebackFormatExc(limit = null, chain = true) {
  return tracebackFormatException(current_exception() ?? null, undefined, null, limit, chain).join('');
}
sig(tracebackFormatExc, 'format_exc(limit=,chain=)');
function tracebackPrintExc(limit = null, file = null, chain = true) {
  return tracebackPrintException(current_exception() ?? null, undefined, null, limit, file, chain);
}
sig(tracebackPrintExc, 'print_exc(limit=,file=,chain=)');
// a __traceback__ knows its exception
function tracebackFormatTb(tb, limit = null) {
  return tb === null ? [] : tracebackEntries(frameLines(tb._$e));
}
sig(tracebackFormatTb, 'format_tb(tb,limit=)');
function tracebackPrintTb(tb, limit = null, file = null) {
  const text = tracebackFormatTb(tb).join('');
  if (file === null) stderr.write(text);
  else file.write(text);
  return null;
}
sig(tracebackPrintTb, 'print_tb(tb,limit=,file=)');
function tracebackFormatStack() {
  return [];
}

const TracebackException = /*@__PURE__*/ cls(function TracebackException(...a) {
  if (!new.target) return new TracebackException(...a);
  this.__init__(...a);
}, 'TracebackException', [PyObject], tracebackExceptionBody, {module: 'traceback'});
function tracebackExceptionBody(c) {
  c.__init__ = meth(function (exc_type, exc_value, exc_traceback) {
    this._$e = exc_value;
    return null;
  }, 'TracebackException.__init__(self,exc_type,exc_value,exc_traceback,limit=,lookup_lines=,capture_locals=,compact=)');
  c.$format = meth(function (chain = true) {
    return tracebackFormatException(this._$e, undefined, null, null, chain);
  }, 'TracebackException.format(self,chain=)');
  c.format_exception_only = meth(function () {
    return tracebackFormatExceptionOnly(this._$e);
  }, 'TracebackException.format_exception_only(self)');
}

export {tracebackFormatException as format_exception, tracebackFormatExceptionOnly as format_exception_only, tracebackPrintException as print_exception,
  tracebackFormatExc as format_exc, tracebackPrintExc as print_exc, tracebackFormatTb as format_tb, tracebackPrintTb as print_tb,
  tracebackFormatStack as format_stack, TracebackException};
