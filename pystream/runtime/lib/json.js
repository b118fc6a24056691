// json: CPython's text, options and JSONDecodeError messages. "1.0" loads as a float, "1" as an int of any size.
import {ByteArray, Bytes} from '../builtins/bytes.js';
import {PyObject, callkw, cls, isinstance, meth, sig, typeName} from '../builtins/core.js';
import {Dict, dict_of} from '../builtins/dict.js';
import {TypeError_, ValueError} from '../builtins/exceptions.js';
import {Float, PyFloat, box, normalize} from '../builtins/float.js';
import {PyInt} from '../builtins/int.js';
import {sorted_} from '../builtins/iterators.js';
import {floatRepr} from '../builtins/numfmt.js';
import {PyStr, strlen} from '../builtins/str.js';
import {T} from '../builtins/tuple.js';

export const JSONDecodeError = /*@__PURE__*/ cls(function JSONDecodeError(msg, doc, pos) {
  if (!new.target) return new JSONDecodeError(msg, doc, pos);
  this.__init__(msg, doc, pos);
}, 'JSONDecodeError', [ValueError], jSONDecodeErrorBody, {module: 'json.decoder'});
function jSONDecodeErrorBody(c) {
  c.__init__ = meth(function (msg, doc, pos) {
    const before = jsonBefore(doc, pos);
    const lineno = before.split('\n').length;
    const colno = strlen(before) - strlen(before.slice(0, before.lastIndexOf('\n') + 1)) + 1;
    ValueError.prototype.__init__.call(this, msg + ': line ' + lineno + ' column ' + colno + ' (char ' + pos + ')');
    this.msg = msg;
    this.doc = doc;
    this.pos = pos;
    this.lineno = lineno;
    this.colno = colno;
  }, 'JSONDecodeError.__init__(self,msg,doc,pos)');
}
// the first pos code points
function jsonBefore(doc, pos) {
  if (!/[\ud800-\udbff]/.test(doc)) return doc.slice(0, pos);
  return Array.from(doc).slice(0, pos).join('');
}

// ---- dumps

const jsonShort = {'"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\f': '\\f', '\b': '\\b'};
function jsonUnit(c) {
  return jsonShort[c] || '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
}
function jsonQuoteAscii(s) {
  return /[^ !#-[\]-~]/.test(s) ? '"' + s.replace(/[^ !#-[\]-~]/g, jsonUnit) + '"' : '"' + s + '"';
}
function jsonQuote(s) {
  return '"' + s.replace(/["\\\x00-\x1f]/g, jsonUnit) + '"';
}
function jsonFloat(v, allowNan) {
  if (v - v !== 0) {
    if (!allowNan) throw new ValueError('Out of range float values are not JSON compliant');
    return v !== v ? 'NaN' : v > 0 ? 'Infinity' : '-Infinity';
  }
  return floatRepr(v);
}
// int, float, bool and None; undefined for the rest
function jsonAtom(o, opts) {
  switch (typeof o) {
    case 'number':
      return Number.isInteger(o) ? String(o) : jsonFloat(o, opts.allowNan);
    case 'boolean':
      return o ? 'true' : 'false';
    case 'bigint':
      return String(o);
  }
  if (o === null) return 'null';
  if (o instanceof Float) return jsonFloat(o.v, opts.allowNan);
}
// an instance of a subclass of str, int or float (an IntEnum member): its value
function jsonPlain(o) {
  if (o === null || o === undefined || typeof o !== 'object') return o;
  if (isinstance(o, PyStr)) return PyStr.prototype && o.valueOf();
  if (isinstance(o, PyInt) || isinstance(o, PyFloat)) return o.valueOf();
  return o;
}
function jsonPairs(d) {
  const r = [];
  for (const pair of d.$items()) r.push(pair);
  return r;
}
// pad: the newline and indentation of the level around o, or '' without indent
function jsonWrite(o, opts, pad) {
  if (typeof o === 'string') return opts.quote(o);
  const atom = jsonAtom(o, opts);
  if (atom !== undefined) return atom;
  const isList = Array.isArray(o);
  if (!isList && !(o instanceof Dict)) {
    const plain = jsonPlain(o);
    if (plain !== o && plain !== undefined && typeof plain !== 'object') return jsonWrite(plain, opts, pad);
    if (opts.seen.has(o)) throw new ValueError('Circular reference detected');
    opts.seen.add(o);
    const r = jsonWrite(opts.fallback(o), opts, pad);
    opts.seen.delete(o);
    return r;
  }
  if (opts.seen.has(o)) throw new ValueError('Circular reference detected');
  opts.seen.add(o);
  const inner = opts.indent === null ? '' : pad + opts.indent;
  const glue = opts.item + inner;
  let body = '';
  if (isList) {
    for (let i = 0; i < o.length; i++) body += (i ? glue : inner) + jsonWrite(o[i], opts, inner);
  } else {
    let pairs = jsonPairs(o);
    if (opts.sort) pairs = sorted_(pairs);
    let first = true;
    for (const pair of pairs) {
      const key = jsonKey(pair[0], opts);
      if (key === undefined) continue;
      body += (first ? inner : glue) + opts.quote(key) + opts.key + jsonWrite(pair[1], opts, inner);
      first = false;
    }
    if (first) {
      opts.seen.delete(o);
      return '{}';
    }
  }
  opts.seen.delete(o);
  if (isList) return o.length ? '[' + body + pad + ']' : '[]';
  return '{' + body + pad + '}';
}
function jsonKey(k, opts) {
  if (typeof k === 'string') return k;
  const atom = jsonAtom(k, opts);
  if (atom !== undefined) return atom;
  const plain = jsonPlain(k);
  if (typeof plain === 'string') return plain;
  if (plain !== k) return jsonAtom(plain, opts);
  if (opts.skip) return undefined;
  throw new TypeError_('keys must be str, int, float, bool or None, not ' + typeName(k));
}
function jsonRefuse(o) {
  throw new TypeError_('Object of type ' + (o._$class?._$name ?? typeName(o)) + ' is not JSON serializable');
}
function jsonOptions(skipkeys, ensure_ascii, allow_nan, indent, separators, fallback, sort_keys) {
  let item = indent === null ? ', ' : ',';
  let key = ': ';
  if (separators !== null) {
    item = separators[0];
    key = separators[1];
  }
  return {skip: skipkeys, quote: ensure_ascii ? jsonQuoteAscii : jsonQuote, allowNan: allow_nan, item: item, key: key, fallback: fallback,
    sort: sort_keys, seen: new Set(), indent: indent === null ? null : typeof indent === 'string' ? indent : ' '.repeat(Math.max(0, Number(indent)))};
}
function jsonText(o, opts) {
  return jsonWrite(o, opts, opts.indent === null ? '' : '\n');
}

function jsonDumps(obj, skipkeys = false, ensure_ascii = true, check_circular = true, allow_nan = true, type = null, indent = null, separators = null,
  fallback = null, sort_keys = false) {
  if (type !== null) {
    return callkw(type, [], {skipkeys: skipkeys, ensure_ascii: ensure_ascii, check_circular: check_circular, allow_nan: allow_nan, indent: indent,
      separators: separators, default: fallback, sort_keys: sort_keys}).$encode(obj);
  }
  return jsonText(obj, jsonOptions(skipkeys, ensure_ascii, allow_nan, indent, separators, fallback === null ? jsonRefuse : fallback, sort_keys));
}
sig(jsonDumps, 'dumps(obj,skipkeys=,ensure_ascii=,check_circular=,allow_nan=,cls=,indent=,separators=,default=,sort_keys=)');
function jsonDump(obj, fp, ...options) {
  fp.write(jsonDumps(obj, ...options));
  return null;
}
sig(jsonDump, 'dump(obj,fp,skipkeys=,ensure_ascii=,check_circular=,allow_nan=,cls=,indent=,separators=,default=,sort_keys=)');

export const JSONEncoder = /*@__PURE__*/ cls(function JSONEncoder(...a) {
  if (!new.target) return new JSONEncoder(...a);
  this.__init__(...a);
}, 'JSONEncoder', [PyObject], jSONEncoderBody, {module: 'json.encoder'});
function jSONEncoderBody(c) {
  c.__init__ = meth(function (skipkeys = false, ensure_ascii = true, check_circular = true, allow_nan = true, sort_keys = false, indent = null,
    separators = null, fallback = null) {
    this.skipkeys = skipkeys;
    this.ensure_ascii = ensure_ascii;
    this.check_circular = check_circular;
    this.allow_nan = allow_nan;
    this.sort_keys = sort_keys;
    this.indent = indent;
    this.item_separator = separators !== null ? separators[0] : indent === null ? ', ' : ',';
    this.key_separator = separators !== null ? separators[1] : ': ';
    if (fallback !== null) this.default = fallback;
  }, 'JSONEncoder.__init__(self,skipkeys=,ensure_ascii=,check_circular=,allow_nan=,sort_keys=,indent=,separators=,default=)');
  c.default = meth(function (o) {
    return jsonRefuse(o);
  }, 'JSONEncoder.default(self,o)');
  c.$encode = meth(function (o) {
    return jsonText(o, jsonOptions(this.skipkeys, this.ensure_ascii, this.allow_nan, this.indent, [this.item_separator, this.key_separator],
      x => this.default(x), this.sort_keys));
  }, 'JSONEncoder.encode(self,o)');
  c.iterencode = meth(function (o) {
    return [this.$encode(o)];
  }, 'JSONEncoder.iterencode(self,o)');
}

// ---- loads

// pos counts UTF-16 units here; the error counts code points
function jsonFail(msg, doc, pos) {
  return new JSONDecodeError(msg, doc, strlen(doc.slice(0, pos)));
}
const jsonSpace = /[ \t\n\r]*/y;
const jsonNumber = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const jsonChunk = /[^"\\\x00-\x1f]*/y;
const jsonEscapes = {'"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t'};

class JsonScan {
  constructor(text, hooks) {
    this._$s = text;
    this._$i = 0;
    this._$hooks = hooks;
    this._$strict = hooks.strict;
  }
  _$space() {
    const c = this._$s.charCodeAt(this._$i);
    if (c > 32) return;
    jsonSpace.lastIndex = this._$i;
    jsonSpace.test(this._$s);
    this._$i = jsonSpace.lastIndex;
  }
  _$value() {
    const s = this._$s;
    const i = this._$i;
    const h = this._$hooks;
    switch (s[i]) {
      case '"':
        return this._$string();
      case '{':
        return this._$object();
      case '[':
        return this._$array();
      case 'n':
        if (s.startsWith('null', i)) return this._$word(4, null);
        break;
      case 't':
        if (s.startsWith('true', i)) return this._$word(4, true);
        break;
      case 'f':
        if (s.startsWith('false', i)) return this._$word(5, false);
        break;
      case 'N':
        if (s.startsWith('NaN', i)) return this._$constant('NaN', NaN);
        break;
      case 'I':
        if (s.startsWith('Infinity', i)) return this._$constant('Infinity', Infinity);
        break;
      case '-':
        if (s.startsWith('-Infinity', i)) return this._$constant('-Infinity', -Infinity);
    }
    jsonNumber.lastIndex = i;
    const m = jsonNumber.exec(s);
    if (m === null) throw jsonFail('Expecting value', s, i);
    this._$i = jsonNumber.lastIndex;
    if (m[2] !== undefined || m[3] !== undefined) return h.parse_float === null ? box(Number(m[0])) : h.parse_float(m[0]);
    if (h.parse_int !== null) return h.parse_int(m[0]);
    return m[0].length < 16 ? Number(m[0]) + 0 : normalize(BigInt(m[0]));
  }
  _$word(n, v) {
    this._$i += n;
    return v;
  }
  _$constant(word, v) {
    this._$i += word.length;
    return this._$hooks.parse_constant === null ? v : this._$hooks.parse_constant(word);
  }
  _$string() {
    const s = this._$s;
    const begin = this._$i;
    let i = begin + 1;
    let r = '';
    for (;;) {
      jsonChunk.lastIndex = i;
      jsonChunk.test(s);
      const end = jsonChunk.lastIndex;
      r += s.slice(i, end);
      i = end;
      const c = s[i];
      if (c === '"') {
        this._$i = i + 1;
        return r;
      }
      if (c === undefined) throw jsonFail('Unterminated string starting at', s, begin);
      if (c !== '\\') {
        if (this._$strict) throw jsonFail('Invalid control character at', s, i);
        r += c;
        i++;
        continue;
      }
      const x = s[i + 1];
      if (x === undefined) throw jsonFail('Unterminated string starting at', s, begin);
      if (x === 'u') {
        const hex = s.slice(i + 2, i + 6);
        if (!/^[0-9a-fA-F]{4}$/.test(hex) || s.length <= i + 6) throw jsonFail('Invalid \\uXXXX escape', s, i + 1);
        r += String.fromCharCode(parseInt(hex, 16));
        i += 6;
        continue;
      }
      const y = jsonEscapes[x];
      if (y === undefined) throw jsonFail('Invalid \\escape', s, i);
      r += y;
      i += 2;
    }
  }
  _$array() {
    const s = this._$s;
    const r = [];
    this._$i++;
    this._$space();
    if (s[this._$i] === ']') {
      this._$i++;
      return r;
    }
    for (;;) {
      r.push(this._$value());
      this._$space();
      const c = s[this._$i];
      if (c === ']') {
        this._$i++;
        return r;
      }
      if (c !== ',') throw jsonFail("Expecting ',' delimiter", s, this._$i);
      this._$i++;
      this._$space();
    }
  }
  _$object() {
    const s = this._$s;
    const flat = [];
    this._$i++;
    this._$space();
    if (s[this._$i] === '}') this._$i++;
    else {
      for (;;) {
        if (s[this._$i] !== '"') throw jsonFail('Expecting property name enclosed in double quotes', s, this._$i);
        const key = this._$string();
        this._$space();
        if (s[this._$i] !== ':') throw jsonFail("Expecting ':' delimiter", s, this._$i);
        this._$i++;
        this._$space();
        flat.push(key, this._$value());
        this._$space();
        const c = s[this._$i];
        if (c === '}') {
          this._$i++;
          break;
        }
        if (c !== ',') throw jsonFail("Expecting ',' delimiter", s, this._$i);
        this._$i++;
        this._$space();
      }
    }
    const h = this._$hooks;
    if (h.object_pairs_hook !== null) {
      const pairs = [];
      for (let i = 0; i < flat.length; i += 2) pairs.push(T(flat[i], flat[i + 1]));
      return h.object_pairs_hook(pairs);
    }
    const d = dict_of(flat);
    return h.object_hook === null ? d : h.object_hook(d);
  }
}
function jsonHooks(object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, strict) {
  return {object_hook: object_hook, parse_float: parse_float, parse_int: parse_int, parse_constant: parse_constant,
    object_pairs_hook: object_pairs_hook, strict: strict};
}
function jsonParse(s, hooks) {
  const scan = new JsonScan(s, hooks);
  scan._$space();
  const v = scan._$value();
  scan._$space();
  if (scan._$i !== s.length) throw jsonFail('Extra data', s, scan._$i);
  return v;
}
function jsonDecodeBytes(a) {
  const zeros = [a[0], a[1], a[2], a[3]].map(x => x === 0);
  if (a[0] === 0xef && a[1] === 0xbb && a[2] === 0xbf) a = a.subarray(3);
  else if (a[0] === 0xff && a[1] === 0xfe || a.length >= 2 && !zeros[0] && zeros[1]) return new TextDecoder('utf-16le').decode(a);
  else if (a[0] === 0xfe && a[1] === 0xff || a.length >= 2 && zeros[0] && !zeros[1]) return new TextDecoder('utf-16be').decode(a);
  return new TextDecoder().decode(a);
}

function jsonLoads(s, type = null, object_hook = null, parse_float = null, parse_int = null, parse_constant = null, object_pairs_hook = null) {
  if (typeof s === 'string') {
    if (s.charCodeAt(0) === 0xfeff) throw new JSONDecodeError('Unexpected UTF-8 BOM (decode using utf-8-sig)', s, 0);
  } else if (s instanceof Bytes || s instanceof ByteArray) s = jsonDecodeBytes(s.a);
  else throw new TypeError_('the JSON object must be str, bytes or bytearray, not ' + typeName(s));
  if (type !== null) {
    const kw = {};
    if (object_hook !== null) kw.object_hook = object_hook;
    if (parse_float !== null) kw.parse_float = parse_float;
    if (parse_int !== null) kw.parse_int = parse_int;
    if (parse_constant !== null) kw.parse_constant = parse_constant;
    if (object_pairs_hook !== null) kw.object_pairs_hook = object_pairs_hook;
    return callkw(type, [], kw).$decode(s);
  }
  return jsonParse(s, jsonHooks(object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, true));
}
sig(jsonLoads, 'loads(s,cls=,object_hook=,parse_float=,parse_int=,parse_constant=,object_pairs_hook=)');
function jsonLoad(fp, ...options) {
  return jsonLoads(fp.read(), ...options);
}
sig(jsonLoad, 'load(fp,cls=,object_hook=,parse_float=,parse_int=,parse_constant=,object_pairs_hook=)');

export const JSONDecoder = /*@__PURE__*/ cls(function JSONDecoder(...a) {
  if (!new.target) return new JSONDecoder(...a);
  this.__init__(...a);
}, 'JSONDecoder', [PyObject], jSONDecoderBody, {module: 'json.decoder'});
function jSONDecoderBody(c) {
  c.__init__ = meth(function (object_hook = null, parse_float = null, parse_int = null, parse_constant = null, strict = true, object_pairs_hook = null) {
    this._$hooks = jsonHooks(object_hook, parse_float, parse_int, parse_constant, object_pairs_hook, strict);
  }, 'JSONDecoder.__init__(self,object_hook=,parse_float=,parse_int=,parse_constant=,strict=,object_pairs_hook=)');
  c.$decode = meth(function (s) {
    return jsonParse(s, this._$hooks);
  }, 'JSONDecoder.decode(self,s)');
  c.raw_decode = meth(function (s, idx = 0) {
    const scan = new JsonScan(s, this._$hooks);
    scan._$i = jsonBefore(s, idx).length;
    const v = scan._$value();
    return T(v, strlen(s.slice(0, scan._$i)));
  }, 'JSONDecoder.raw_decode(self,s,idx=)');
}

export {jsonDumps as dumps, jsonDump as dump, jsonLoads as loads, jsonLoad as load};
