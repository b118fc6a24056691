// re: Python patterns run on the browser's RegExp. A pattern is emitted twice when needed: for ASCII subjects (\w and \b are the native ones, an index is an
// index) and for others. Groups are numbered by the emitter, names are kept here.
import {ByteArray, Bytes} from '../builtins/bytes.js';
import {PyObject, cls, meth, prop, sig, typeName} from '../builtins/core.js';
import {dict_of} from '../builtins/dict.js';
import {IndexError, TypeError_, ValueError} from '../builtins/exceptions.js';
import {gen} from '../builtins/generators.js';
import {repr_} from '../builtins/repr.js';
import {tuple_of} from '../builtins/tuple.js';
import {RE_A, RE_I, RE_M, RE_S, RE_U, RE_X, ReError, reEmit, reParse} from './_reparse.js';

const RE_DEBUG = 128;
const RE_NOFLAG = 0;
const RE_L = 4;

// the subject tested last: tokenizers match along one long string
const reSeen = {_$s: '', _$ascii: true, _$wide: false};
function reLook(s) {
  if (reSeen._$s !== s) {
    reSeen._$s = s;
    reSeen._$ascii = !/[^\x00-\x7f]/.test(s);
    reSeen._$wide = !reSeen._$ascii && /[\ud800-\udfff]/.test(s);
  }
  return reSeen;
}
// code points <-> UTF-16 units
function reToPoint(s, i) {
  if (!reLook(s)._$wide) return i;
  let n = 0;
  for (const c of s.slice(0, i)) n++;
  return n;
}
function reToUnit(s, n) {
  if (!reLook(s)._$wide) return Math.min(n, s.length);
  let i = 0;
  for (const c of s) {
    if (n-- <= 0) break;
    i += c.length;
  }
  return i;
}
function reLatin(a) {
  let r = '';
  for (let i = 0; i < a.length; i++) r += String.fromCharCode(a[i]);
  return r;
}
function reBytes(s) {
  const a = new Uint8Array(s.length);
  for (let i = 0; i < s.length; i++) a[i] = s.charCodeAt(i);
  return new Bytes(a);
}
// what the caller gets of a piece of the subject
function reGive(p, s) {
  return s === undefined ? null : p._$bytes ? reBytes(s) : s;
}
// the subject as a JavaScript string
function reText(p, s) {
  if (typeof s === 'string') {
    if (p._$bytes) throw new TypeError_('cannot use a bytes pattern on a string-like object');
    return s;
  }
  if (s instanceof Bytes || s instanceof ByteArray) {
    if (!p._$bytes) throw new TypeError_('cannot use a string pattern on a bytes-like object');
    return reLatin(s.a);
  }
  if (s instanceof String) return s.valueOf();
  throw new TypeError_("expected string or bytes-like object, got '" + typeName(s) + "'");
}

// a compiled variant: kind '' | 'full' | 'more', flags g (search) or y (at lastIndex), d (with indices)
function reVariant(p, ascii, kind, how) {
  const key = (ascii ? 'a' : 'u') + kind + how;
  let v = p._$variants.get(key);
  if (v === undefined) {
    const e = reEmit(p._$parsed, ascii, kind);
    v = {_$re: new RegExp(e.source, how + (p._$parsed._$ignore ? 'iu' : 'u')), _$map: e.map, _$plain: kind !== 'more' && e.map.every((x, i) => x === i), _$kind: kind};
    p._$variants.set(key, v);
  }
  return v;
}
function reExec(p, s, at, kind, how) {
  const v = reVariant(p, p._$bytes || reLook(s)._$ascii, kind, how);
  v._$re.lastIndex = at;
  let m = v._$re.exec(s);
  // V8 finds an empty match between the halves of a surrogate pair
  while (m !== null && how === 'g' && (s.charCodeAt(m.index) & 0xfc00) === 0xdc00 && (s.charCodeAt(m.index - 1) & 0xfc00) === 0xd800) {
    v._$re.lastIndex = m.index + 1;
    m = v._$re.exec(s);
  }
  if (m !== null && !v._$plain) {
    const all = [m[0]];
    for (let n = 1; n <= p.groups; n++) all.push(m[v._$map[n]]);
    all.index = m.index;
    all._$kind = kind;
    return all;
  }
  return m;
}
// [string up to endpos, start unit]; null when start is behind the end
function reWindow(p, subject, pos, endpos) {
  const s = reText(p, subject);
  let from = 0;
  let text = s;
  if (endpos !== undefined && endpos !== null) text = s.slice(0, reToUnit(s, Math.max(0, Number(endpos))));
  if (pos !== undefined && pos !== 0) from = reToUnit(s, Math.max(0, Number(pos)));
  if (from > text.length) return null;
  return [text, from];
}
function reFind(p, subject, pos, endpos, kind, how) {
  const w = reWindow(p, subject, pos, endpos);
  if (w === null) return null;
  const m = reExec(p, w[0], w[1], kind, how);
  return m === null ? null : new ReMatch(p, subject, w[0], m, kind, w[1]);
}
// all matches from left to right, sre's rule: an empty match may touch the match before it, and after an empty match a longer one may start there
function* reScan(p, text, at) {
  let moved = true;
  while (at <= text.length) {
    let m = null;
    if (!moved) {
      if (p._$parsed._$tricky) m = reExec(p, text, at, 'more', 'y');
      if (m === null) {
        if (at >= text.length) return;
        at += text.codePointAt(at) > 0xffff ? 2 : 1;
      }
    }
    if (m === null) m = reExec(p, text, at, '', 'g');
    if (m === null) return;
    yield m;
    at = m.index + m[0].length;
    moved = m[0].length > 0;
  }
}

const ReMatch = /*@__PURE__*/ cls(function Match(p, subject, text, m, kind, from) {
  this._$p = p;
  this._$subject = subject;
  this._$text = text;
  this._$hit = m;
  this._$kind = m._$kind || kind;
  this._$from = from;
  this._$indices = null;
}, 'Match', [PyObject], reMatchBody, {module: 're'});
function reMatchBody(c) {
  c.group = meth(function (a, b) {
    const n = arguments.length;
    if (n === 0) return reGive(this._$p, this._$hit[0]);
    if (n === 1) return reGive(this._$p, this._$hit[reGroupNumber(this, a)]);
    return tuple_of(Array.from(arguments, x => reGive(this._$p, this._$hit[reGroupNumber(this, x)])));
  }, 'Match.group(self,a,b)');
  c.__getitem__ = meth(function (a) {
    return reGive(this._$p, this._$hit[reGroupNumber(this, a)]);
  }, 'Match.__getitem__(self,a)');
  c.groups = meth(function (otherwise = null) {
    const r = [];
    for (let n = 1; n <= this._$p.groups; n++) r.push(this._$hit[n] === undefined ? otherwise : reGive(this._$p, this._$hit[n]));
    return tuple_of(r);
  }, 'Match.groups(self,default=)');
  c.groupdict = meth(function (otherwise = null) {
    const r = [];
    for (const pair of this._$p._$parsed.names) r.push(pair[0], this._$hit[pair[1]] === undefined ? otherwise : reGive(this._$p, this._$hit[pair[1]]));
    return dict_of(r);
  }, 'Match.groupdict(self,default=)');
  c.start = meth(function (group = 0) {
    return reSpan(this, group)[0];
  }, 'Match.start(self,group=)');
  c.end = meth(function (group = 0) {
    return reSpan(this, group)[1];
  }, 'Match.end(self,group=)');
  c.span = meth(function (group = 0) {
    return tuple_of(reSpan(this, group));
  }, 'Match.span(self,group=)');
  c.expand = meth(function (template) {
    return reGive(this._$p, reFill(reTemplate(this._$p, template), this._$hit));
  }, 'Match.expand(self,template)');
  prop(c, 'lastindex', function () {
    return reLast(this);
  });
  prop(c, 'lastgroup', function () {
    const n = reLast(this);
    for (const pair of this._$p._$parsed.names) if (pair[1] === n) return pair[0];
    return null;
  });
  prop(c, 're', function () {
    return this._$p;
  });
  prop(c, 'string', function () {
    return this._$subject;
  });
  prop(c, 'pos', function () {
    return reToPoint(this._$text, this._$from);
  });
  prop(c, 'endpos', function () {
    return reToPoint(this._$text, this._$text.length);
  });
  prop(c, 'regs', function () {
    const r = [];
    for (let n = 0; n <= this._$p.groups; n++) r.push(tuple_of(reSpan(this, n)));
    return tuple_of(r);
  });
  c.__repr__ = meth(function () {
    const s = reSpan(this, 0);
    return '<re.Match object; span=(' + s[0] + ', ' + s[1] + '), match=' + repr_(reGive(this._$p, this._$hit[0])) + '>';
  }, 'Match.__repr__(self)');
  c.__copy__ = c.__deepcopy__ = meth(function () {
    return this;
  }, 'Match.__copy__(self)');
}
function reGroupNumber(match, x) {
  if (typeof x === 'string') {
    const n = match._$p._$parsed.names.get(x);
    if (n !== undefined) return n;
  } else {
    if (typeof x === 'boolean') x = x ? 1 : 0;
    else if (x !== null && typeof x === 'object' && x.__index__) x = x.__index__();
    if (typeof x === 'number' && x >= 0 && x <= match._$p.groups && Number.isInteger(x)) return x;
  }
  throw new IndexError('no such group');
}
function reSpan(match, group) {
  const n = reGroupNumber(match, group);
  const m = match._$hit;
  if (m[n] === undefined) return [-1, -1];
  let begin = m.index;
  let end = begin + m[0].length;
  if (n > 0) {
    if (match._$indices === null) {
      // run once more at the same place, this time with indices
      const v = reVariant(match._$p, match._$p._$bytes || reLook(match._$text)._$ascii, match._$kind, 'dy');
      v._$re.lastIndex = m.index;
      match._$indices = [v._$re.exec(match._$text).indices, v._$map];
    }
    const pair = match._$indices[0][match._$indices[1][n]];
    begin = pair[0];
    end = pair[1];
  }
  return [reToPoint(match._$text, begin), reToPoint(match._$text, end)];
}
function reLast(match) {
  const order = match._$p._$parsed._$closed;
  for (let i = order.length - 1; i >= 0; i--) if (match._$hit[order[i]] !== undefined) return order[i];
  return null;
}

const RePattern = /*@__PURE__*/ cls(function Pattern(pattern, parsed, bytes) {
  this.pattern = pattern;
  this.flags = parsed.flags;
  this.groups = parsed.groups;
  this._$parsed = parsed;
  this._$bytes = bytes;
  this._$variants = new Map();
}, 'Pattern', [PyObject], rePatternBody, {module: 're'});
function rePatternBody(c) {
  prop(c, 'groupindex', function () {
    const r = [];
    for (const pair of this._$parsed.names) r.push(pair[0], pair[1]);
    return dict_of(r);
  });
  c.match = meth(function (string, pos, endpos) {
    return reFind(this, string, pos, endpos, '', 'y');
  }, 'Pattern.match(self,string,pos=,endpos=)');
  c.fullmatch = meth(function (string, pos, endpos) {
    return reFind(this, string, pos, endpos, 'full', 'y');
  }, 'Pattern.fullmatch(self,string,pos=,endpos=)');
  c.search = meth(function (string, pos, endpos) {
    return reFind(this, string, pos, endpos, '', 'g');
  }, 'Pattern.search(self,string,pos=,endpos=)');
  c.findall = meth(function (string, pos, endpos) {
    const w = reWindow(this, string, pos, endpos);
    const r = [];
    if (w === null) return r;
    const n = this.groups;
    for (const m of reScan(this, w[0], w[1])) {
      if (n === 0) r.push(reGive(this, m[0]));
      else if (n === 1) r.push(reGive(this, m[1] === undefined ? '' : m[1]));
      else {
        const t = [];
        for (let i = 1; i <= n; i++) t.push(reGive(this, m[i] === undefined ? '' : m[i]));
        r.push(tuple_of(t));
      }
    }
    return r;
  }, 'Pattern.findall(self,string,pos=,endpos=)');
  c.finditer = meth(function (string, pos, endpos) {
    return reMatches(this, string, reWindow(this, string, pos, endpos));
  }, 'Pattern.finditer(self,string,pos=,endpos=)');
  c.sub = meth(function (repl, string, count = 0) {
    return reReplace(this, repl, string, count)[0];
  }, 'Pattern.sub(self,repl,string,count=)');
  c.subn = meth(function (repl, string, count = 0) {
    return tuple_of(reReplace(this, repl, string, count));
  }, 'Pattern.subn(self,repl,string,count=)');
  c.$split = meth(function (string, maxsplit = 0) {
    const text = reText(this, string);
    const r = [];
    let at = 0;
    let n = 0;
    if (maxsplit >= 0) {
      for (const m of reScan(this, text, 0)) {
        r.push(reGive(this, text.slice(at, m.index)));
        for (let i = 1; i <= this.groups; i++) r.push(reGive(this, m[i]));
        at = m.index + m[0].length;
        if (++n === maxsplit) break;
      }
    }
    r.push(reGive(this, text.slice(at)));
    return r;
  }, 'Pattern.split(self,string,maxsplit=)');
  c.__repr__ = meth(function () {
    let f = this.flags;
    if (!this._$bytes) f &= ~RE_U;
    const names = [];
    for (const pair of [[RE_I, 'IGNORECASE'], [RE_L, 'LOCALE'], [RE_M, 'MULTILINE'], [RE_S, 'DOTALL'], [RE_U, 'UNICODE'], [RE_X, 'VERBOSE'],
      [RE_DEBUG, 'DEBUG'], [RE_A, 'ASCII']]) {
      if (f & pair[0]) names.push('re.' + pair[1]);
    }
    return 're.compile(' + repr_(this.pattern).slice(0, 200) + (names.length ? ', ' + names.join('|') : '') + ')';
  }, 'Pattern.__repr__(self)');
  c.__eq__ = meth(function (o) {
    return o instanceof RePattern && o.flags === this.flags && repr_(o.pattern) === repr_(this.pattern);
  }, 'Pattern.__eq__(self,o)');
  c.__hash__ = meth(function () {
    return this.groups + this.flags;
  }, 'Pattern.__hash__(self)');
  c.__copy__ = c.__deepcopy__ = meth(function () {
    return this;
  }, 'Pattern.__copy__(self)');
}
const reMatches = /*@__PURE__*/ gen(function* (p, subject, w) {
  if (w !== null) for (const m of reScan(p, w[0], w[1])) yield new ReMatch(p, subject, w[0], m, '', w[1]);
});

// ---- replacement

function reReplace(p, repl, string, count) {
  const text = reText(p, string);
  let fill = null;
  let template = null;
  if (typeof repl === 'function') fill = repl;
  else template = reTemplate(p, repl);
  let r = '';
  let at = 0;
  let n = 0;
  if (count >= 0) {
    for (const m of reScan(p, text, 0)) {
      r += text.slice(at, m.index);
      if (fill !== null) {
        const x = fill(new ReMatch(p, string, text, m, '', 0));
        if (x !== null) r += p._$bytes ? reLatin(x.a) : rePiece(x, n);
      } else r += reFill(template, m);
      at = m.index + m[0].length;
      n++;
      if (n === count) break;
    }
  }
  return [reGive(p, r + text.slice(at)), n];
}
function rePiece(x, n) {
  if (typeof x === 'string') return x;
  if (x instanceof String) return x.valueOf();
  throw new TypeError_('sequence item ' + n + ': expected str instance, ' + typeName(x) + ' found');
}
function reFill(template, m) {
  if (typeof template === 'string') return template;
  let r = '';
  for (const part of template) r += typeof part === 'string' ? part : m[part] === undefined ? '' : m[part];
  return r;
}
// a template without escapes stays a string, else parts: text or group number
function reTemplate(p, repl) {
  let s = repl;
  if (p._$bytes && (repl instanceof Bytes || repl instanceof ByteArray)) s = reLatin(repl.a);
  else if (repl instanceof String) s = repl.valueOf();
  else if (typeof repl !== 'string') throw new TypeError_('decoding to str: need a bytes-like object, ' + typeName(repl) + ' found');
  if (!s.includes('\\')) return s;
  const parts = [];
  let text = '';
  const group = (n, pos) => {
    if (n > p.groups) throw new ReError('invalid group reference ' + n, s, pos);
    parts.push(text, n);
    text = '';
  };
  const at = i => Array.from(s.slice(0, i)).length;
  for (let i = 0; i < s.length; i++) {
    if (s[i] !== '\\') {
      text += s[i];
      continue;
    }
    const begin = i;
    const c = s[++i];
    if (c === undefined) throw new ReError('bad escape (end of pattern)', s, at(begin));
    if (c === 'g') {
      if (s[i + 1] !== '<') throw new ReError('missing <', s, at(i + 1));
      const end = s.indexOf('>', i);
      const name = s.slice(i + 2, end < 0 ? s.length : end);
      if (end < 0) throw name ? new ReError('missing >, unterminated name', s, at(i + 2)) : new ReError('missing group name', s, at(i + 2));
      if (!name) throw new ReError('missing group name', s, at(i + 2));
      if (/^[0-9]+$/.test(name)) group(Number(name), at(i + 2));
      else if (!/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(name)) {
        throw new ReError('bad character in group name ' + repr_(name), s, at(i + 2));
      } else {
        const n = p._$parsed.names.get(name);
        if (n === undefined) throw new IndexError('unknown group name ' + repr_(name));
        group(n, at(i + 2));
      }
      i = end;
    } else if (c === '0') {
      const m = /^[0-7]{0,2}/.exec(s.slice(i + 1))[0];
      text += String.fromCharCode(parseInt('0' + m, 8) & 255);
      i += m.length;
    } else if (/[1-9]/.test(c)) {
      const m = /^[0-9]{1,2}/.exec(s.slice(i))[0];
      const octal = /^[0-7]{3}/.exec(s.slice(i));
      if (octal) {
        const v = parseInt(octal[0], 8);
        if (v > 255) throw new ReError('octal escape value \\' + octal[0] + ' outside of range 0-0o377', s, at(begin));
        text += String.fromCharCode(v);
        i += 2;
      } else {
        group(Number(m), at(i));
        i += m.length - 1;
      }
    } else {
      const x = reTemplateEscapes[c];
      if (x !== undefined) text += x;
      else if (/[a-zA-Z]/.test(c)) throw new ReError('bad escape \\' + c, s, at(begin));
      else text += '\\' + c;
    }
  }
  parts.push(text);
  return parts.length === 1 ? text : parts;
}
const reTemplateEscapes = {a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\'};

// ---- module functions

const reCache = /*@__PURE__*/ new Map();
function reCompile(pattern, flags = 0) {
  flags = Number(flags);
  if (typeof pattern === 'string') {
    const key = flags + ':' + pattern;
    let p = reCache.get(key);
    if (p === undefined) {
      p = reMake(pattern, pattern, flags, false);
      if (reCache.size > 511) reCache.clear();
      reCache.set(key, p);
    }
    return p;
  }
  if (pattern instanceof RePattern) {
    if (flags) throw new ValueError('cannot process flags argument with a compiled pattern');
    return pattern;
  }
  if (pattern instanceof Bytes) return reMake(pattern, reLatin(pattern.a), flags, true);
  throw new TypeError_('first argument must be string or compiled pattern');
}
sig(reCompile, 'compile(pattern,flags=)');
function reMake(pattern, text, flags, bytes) {
  if (bytes) {
    if (flags & RE_U) throw new ValueError('cannot use UNICODE flag with a bytes pattern');
    const parsed = reParse(text, flags | RE_A);
    if (!(flags & RE_A)) parsed.flags &= ~RE_A;
    return new RePattern(pattern, parsed, true);
  }
  if (flags & RE_L) throw new ValueError('cannot use LOCALE flag with a str pattern');
  if (flags & RE_A && flags & RE_U) throw new ValueError('ASCII and UNICODE flags are incompatible');
  const parsed = reParse(text, flags);
  if (!(parsed.flags & RE_A)) parsed.flags |= RE_U;
  return new RePattern(pattern, parsed, false);
}
function reMatch(pattern, string, flags = 0) {
  return reCompile(pattern, flags).match(string);
}
sig(reMatch, 'match(pattern,string,flags=)');
function reFullmatch(pattern, string, flags = 0) {
  return reCompile(pattern, flags).fullmatch(string);
}
sig(reFullmatch, 'fullmatch(pattern,string,flags=)');
function reSearch(pattern, string, flags = 0) {
  return reCompile(pattern, flags).search(string);
}
sig(reSearch, 'search(pattern,string,flags=)');
function reFindall(pattern, string, flags = 0) {
  return reCompile(pattern, flags).findall(string);
}
sig(reFindall, 'findall(pattern,string,flags=)');
function reFinditer(pattern, string, flags = 0) {
  return reCompile(pattern, flags).finditer(string);
}
sig(reFinditer, 'finditer(pattern,string,flags=)');
function reSub(pattern, repl, string, count = 0, flags = 0) {
  return reCompile(pattern, flags).sub(repl, string, count);
}
sig(reSub, 'sub(pattern,repl,string,count=,flags=)');
function reSubn(pattern, repl, string, count = 0, flags = 0) {
  return reCompile(pattern, flags).subn(repl, string, count);
}
sig(reSubn, 'subn(pattern,repl,string,count=,flags=)');
function reSplit(pattern, string, maxsplit = 0, flags = 0) {
  return reCompile(pattern, flags).$split(string, maxsplit);
}
sig(reSplit, 'split(pattern,string,maxsplit=,flags=)');
function reEscapeText(s) {
  return s.replace(/[\t\n\v\f\r !-#$&'()*+,\-./:;<=>?@[\\\]^`{|}~%"]/g, c => /[!"%',/:;<=>@`]/.test(c) ? c : '\\' + c);
}
function reEscape(pattern) {
  if (typeof pattern === 'string') return reEscapeText(pattern);
  return reBytes(reEscapeText(reLatin(pattern.a)));
}
sig(reEscape, 'escape(pattern)');
function rePurge() {
  reCache.clear();
  return null;
}

export {ReError as error, ReMatch as Match, RePattern as Pattern, reCompile as compile, reMatch as match, reFullmatch as fullmatch, reSearch as search,
  reFindall as findall, reFinditer as finditer, reSub as sub, reSubn as subn, reSplit as split, reEscape as escape, rePurge as purge,
  RE_A as A, RE_A as ASCII, RE_I as I, RE_I as IGNORECASE, RE_M as M, RE_M as MULTILINE, RE_S as S, RE_S as DOTALL, RE_X as X, RE_X as VERBOSE,
  RE_U as U, RE_U as UNICODE, RE_L as L, RE_L as LOCALE, RE_DEBUG as DEBUG, RE_NOFLAG as NOFLAG};
