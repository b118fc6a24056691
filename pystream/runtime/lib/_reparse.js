// Python's regular expression syntax: text -> tree -> JavaScript source. The error texts and positions are sre's.
//
// Nodes: {t: 'lit', c} {t: 'any'} {t: 'set', neg, items} {t: 'at', k} {t: 'group', n, body} {t: 'look', dir, neg, body} {t: 'rep', lo, hi, mode, body}
// {t: 'ref', n} {t: 'alt', list} {t: 'seq', list} {t: 'atomic', body}; f: the flags in force there. A set item is [lo, hi] or a category letter.
import {cls, meth} from '../builtins/core.js';
import {Exception, OverflowError} from '../builtins/exceptions.js';
import {repr_} from '../builtins/repr.js';

export const RE_A = 256;
export const RE_I = 2;
export const RE_M = 8;
export const RE_S = 16;
export const RE_X = 64;
export const RE_U = 32;
const reFlagBits = {i: 2, L: 4, m: 8, s: 16, u: 32, x: 64, a: 256};
const RE_TYPES = 292;

export const ReError = /*@__PURE__*/ cls(function error(msg, pattern, pos) {
  if (!new.target) return new ReError(msg, pattern, pos);
  this.__init__(msg, pattern, pos);
}, 'error', [Exception], reErrorBody, {module: 're'});
function reErrorBody(c) {
  c.__init__ = meth(function (msg, pattern = null, pos = null) {
    let text = msg;
    this.msg = msg;
    this.pattern = pattern;
    this.pos = pos;
    this.lineno = this.colno = null;
    if (pattern !== null && pos !== null) {
      text += ' at position ' + pos;
      const before = Array.from(pattern).slice(0, pos);
      this.lineno = before.filter(x => x === '\n').length + 1;
      this.colno = pos - before.lastIndexOf('\n');
      if (pattern.includes('\n')) text += ' (line ' + this.lineno + ', column ' + this.colno + ')';
    }
    Exception.prototype.__init__.call(this, text);
  }, 'error.__init__(self,msg,pattern=,pos=)');
}

const reDigits = /^[0-9]$/;
const reOctal = /^[0-7]$/;
const reSimple = {a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92};

class ReParser {
  constructor(pattern, flags) {
    this._$text = pattern;
    this._$src = Array.from(pattern);
    this._$i = 0;
    this._$flags = flags;
    this._$names = new Map();
    this._$open = [false]; // per group: still open
    this._$width = [[0, 0]];
    this._$closed = []; // groups in the order of their closing parenthesis
    this._$behind = 0;
    this._$token();
  }
  // one token ahead: a character or a backslash pair
  _$token() {
    const c = this._$src[this._$i];
    if (c === undefined) {
      this._$next = null;
      return;
    }
    this._$i++;
    this._$next = c;
    if (c === '\\') {
      const d = this._$src[this._$i];
      if (d === undefined) throw new ReError('bad escape (end of pattern)', this._$text, this._$i - 1);
      this._$i++;
      this._$next = c + d;
    }
  }
  _$get() {
    const t = this._$next;
    this._$token();
    return t;
  }
  _$take(c) {
    if (this._$next !== c) return false;
    this._$token();
    return true;
  }
  _$tell() {
    return this._$i - (this._$next === null ? 0 : Array.from(this._$next).length);
  }
  _$seek(i) {
    this._$i = i;
    this._$token();
  }
  _$fail(msg, back) {
    return new ReError(msg, this._$text, this._$tell() - (back || 0));
  }
  _$while(n, test) {
    let r = '';
    while (r.length < n && this._$next !== null && test.test(this._$next)) r += this._$get();
    return r;
  }
  _$until(end, what) {
    let r = '';
    for (;;) {
      const c = this._$next;
      this._$token();
      if (c === null) {
        if (!r) throw this._$fail('missing ' + what);
        throw this._$fail('missing ' + end + ', unterminated name', Array.from(r).length);
      }
      if (c === end) {
        if (!r) throw this._$fail('missing ' + what, 1);
        return r;
      }
      r += c;
    }
  }
  _$name(name) {
    if (!/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(name)) {
      throw this._$fail('bad character in group name ' + repr_(name), Array.from(name).length + 1);
    }
  }
  _$all() {
    const r = this._$alternatives(true, this._$flags);
    if (this._$next !== null) throw this._$fail('unbalanced parenthesis');
    return r;
  }
  _$alternatives(first, f) {
    const list = [];
    for (;;) {
      list.push(this._$sequence(first && !list.length, f));
      if (first) f = this._$flags; // (?i) at the start holds for all
      if (!this._$take('|')) break;
    }
    return list.length === 1 ? list[0] : {t: 'alt', list: list, f: f};
  }
  _$sequence(first, f) {
    const list = [];
    for (;;) {
      const t = this._$next;
      if (t === null || t === '|' || t === ')') break;
      this._$token();
      if (f & RE_X) {
        if (/^[ \t\n\r\f\v]$/.test(t)) continue;
        if (t === '#') {
          for (;;) {
            const c = this._$get();
            if (c === null || c === '\n') break;
          }
          continue;
        }
      }
      if (t[0] === '\\') list.push(this._$escape(t, f));
      else if (t === '[') list.push(this._$set(f));
      else if (t === '.') list.push({t: 'any', f: f});
      else if (t === '^' || t === '$') list.push({t: 'at', k: t, f: f});
      else if (t === '(') {
        const g = this._$group(first && !list.length, f);
        if (g === 'flags') f = this._$flags;
        else if (g !== null) list.push(g);
      } else if (t === '*' || t === '+' || t === '?' || t === '{') this._$repeat(t, list, f);
      else list.push({t: 'lit', c: t.codePointAt(0), f: f});
    }
    return list.length === 1 ? list[0] : {t: 'seq', list: list, f: f};
  }
  _$repeat(t, list, f) {
    const here = this._$tell();
    let lo = 0;
    let hi = null;
    if (t === '?') hi = 1;
    else if (t === '+') lo = 1;
    else if (t === '{') {
      if (this._$next === '}') {
        list.push({t: 'lit', c: 123, f: f});
        return;
      }
      const a = this._$while(99, reDigits);
      let b = a;
      if (this._$take(',')) b = this._$while(99, reDigits);
      if (!this._$take('}')) {
        list.push({t: 'lit', c: 123, f: f});
        this._$seek(here);
        return;
      }
      if (a) lo = Number(a);
      if (b) hi = Number(b);
      if (lo >= 4294967295 || hi !== null && hi >= 4294967295) throw new OverflowError('the repetition number is too large');
      if (hi !== null && hi < lo) throw this._$fail('min repeat greater than max repeat', this._$tell() - here);
    }
    const body = list[list.length - 1];
    if (body === undefined || body.t === 'at') throw this._$fail('nothing to repeat', this._$tell() - here + 1);
    if (body.t === 'rep') throw this._$fail('multiple repeat', this._$tell() - here + 1);
    const mode = this._$take('?') ? '?' : this._$take('+') ? '+' : '';
    list[list.length - 1] = {t: 'rep', lo: lo, hi: hi, mode: mode, body: body, f: f};
  }
  _$hex(escape, n) {
    escape += this._$while(n, /^[0-9a-fA-F]$/);
    if (escape.length !== n + 2) throw this._$fail('incomplete escape ' + escape, escape.length);
    const c = parseInt(escape.slice(2), 16);
    if (c > 0x10ffff) throw this._$fail('bad escape ' + escape, escape.length);
    return c;
  }
  // \x \u \U in and out of sets; undefined for the rest
  _$code(t) {
    const c = t[1];
    if (c === 'x') return this._$hex(t, 2);
    if (c === 'u') return this._$hex(t, 4);
    if (c === 'U') return this._$hex(t, 8);
    if (c === 'N') {
      if (!this._$take('{')) throw this._$fail('missing {');
      const name = this._$until('}', 'character name');
      throw this._$fail('undefined character name ' + repr_(name), name.length + 4);
    }
  }
  _$escape(t, f) {
    const c = t[1];
    if ('dDsSwW'.includes(c)) return {t: 'set', neg: false, items: [c], f: f};
    if (c === 'A' || c === 'Z' || c === 'b' || c === 'B') return {t: 'at', k: c, f: f};
    if (reSimple[c] !== undefined) return {t: 'lit', c: reSimple[c], f: f};
    const code = this._$code(t);
    if (code !== undefined) return {t: 'lit', c: code, f: f};
    if (c === '0') return {t: 'lit', c: parseInt((t + this._$while(2, reOctal)).slice(1), 8), f: f};
    if (reDigits.test(c)) {
      if (this._$next !== null && reDigits.test(this._$next)) {
        t += this._$get();
        if (reOctal.test(t[1]) && reOctal.test(t[2]) && this._$next !== null && reOctal.test(this._$next)) {
          t += this._$get();
          const v = parseInt(t.slice(1), 8);
          if (v > 255) throw this._$fail('octal escape value ' + t + ' outside of range 0-0o377', t.length);
          return {t: 'lit', c: v, f: f};
        }
      }
      const n = Number(t.slice(1));
      if (n < this._$open.length) {
        if (this._$open[n]) throw this._$fail('cannot refer to an open group', t.length);
        this._$noBehind(n);
        return {t: 'ref', n: n, f: f};
      }
      throw this._$fail('invalid group reference ' + n, t.length - 1);
    }
    if (/[a-zA-Z]/.test(c)) throw this._$fail('bad escape ' + t, t.length);
    return {t: 'lit', c: t.codePointAt(1), f: f};
  }
  _$noBehind(n) {
    if (this._$behind && n >= this._$behind) throw this._$fail('cannot refer to group defined in the same lookbehind subpattern');
  }
  // a code point or a category letter
  _$setItem(t) {
    if (t[0] !== '\\') return t.codePointAt(0);
    const c = t[1];
    if (reSimple[c] !== undefined) return reSimple[c];
    if ('dDsSwW'.includes(c)) return c;
    const code = this._$code(t);
    if (code !== undefined) return code;
    if (reOctal.test(c)) {
      t += this._$while(2, reOctal);
      const v = parseInt(t.slice(1), 8);
      if (v > 255) throw this._$fail('octal escape value ' + t + ' outside of range 0-0o377', t.length);
      return v;
    }
    if (/[a-zA-Z0-9]/.test(c)) throw this._$fail('bad escape ' + t, t.length);
    return t.codePointAt(1);
  }
  _$set(f) {
    const here = this._$tell() - 1;
    const neg = this._$take('^');
    const items = [];
    for (;;) {
      const t = this._$get();
      if (t === null) throw this._$fail('unterminated character set', this._$tell() - here);
      if (t === ']' && items.length) break;
      const lo = this._$setItem(t);
      if (!this._$take('-')) {
        items.push(typeof lo === 'string' ? lo : [lo, lo]);
        continue;
      }
      const u = this._$get();
      if (u === null) throw this._$fail('unterminated character set', this._$tell() - here);
      if (u === ']') {
        items.push(typeof lo === 'string' ? lo : [lo, lo], [45, 45]);
        break;
      }
      const hi = this._$setItem(u);
      if (typeof lo === 'string' || typeof hi === 'string' || hi < lo) {
        throw this._$fail('bad character range ' + t + '-' + u, Array.from(t + u).length + 1);
      }
      items.push([lo, hi]);
    }
    return {t: 'set', neg: neg, items: items, f: f};
  }
  // null: a comment; 'flags': global flags
  _$group(first, f) {
    const start = this._$tell() - 1;
    let capture = true;
    let atomic = false;
    let name = null;
    let inner = f;
    if (this._$take('?')) {
      const c = this._$get();
      if (c === null) throw this._$fail('unexpected end of pattern');
      if (c === 'P') {
        if (this._$take('<')) {
          name = this._$until('>', 'group name');
          this._$name(name);
        } else if (this._$take('=')) {
          name = this._$until(')', 'group name');
          this._$name(name);
          const n = this._$names.get(name);
          const back = Array.from(name).length + 1;
          if (n === undefined) throw this._$fail('unknown group name ' + repr_(name), back);
          if (this._$open[n]) throw this._$fail('cannot refer to an open group', back);
          this._$noBehind(n);
          return {t: 'ref', n: n, f: f};
        } else {
          const d = this._$get();
          if (d === null) throw this._$fail('unexpected end of pattern');
          throw this._$fail('unknown extension ?P' + d, d.length + 2);
        }
      } else if (c === ':') capture = false;
      else if (c === '>') {
        capture = false;
        atomic = true;
      } else if (c === '#') {
        for (;;) {
          if (this._$next === null) throw this._$fail('missing ), unterminated comment', this._$tell() - start);
          if (this._$get() === ')') return null;
        }
      } else if (c === '=' || c === '!' || c === '<') return this._$look(c, start, f);
      else if (c === '(') throw this._$fail('conditional groups (?(1)a|b) have no counterpart in the browser', 3);
      else if (c === '-' || reFlagBits[c] !== undefined) {
        const r = this._$inline(c);
        if (r === null) {
          if (!first) throw this._$fail('global flags not at the start of the expression', this._$tell() - start);
          return 'flags';
        }
        capture = false;
        inner = r[0] & RE_TYPES ? f & ~RE_TYPES | r[0] : f | r[0];
        inner &= ~r[1];
      } else throw this._$fail('unknown extension ?' + c, Array.from(c).length + 1);
    }
    let n = 0;
    if (capture) {
      n = this._$open.length;
      if (name !== null) {
        if (this._$names.has(name)) {
          throw this._$fail('redefinition of group name ' + repr_(name) + ' as group ' + n + '; was group ' + this._$names.get(name),
            Array.from(name).length + 1);
        }
        this._$names.set(name, n);
      }
      this._$open.push(true);
      this._$width.push([0, 0]);
    }
    const body = this._$alternatives(false, inner);
    if (!this._$take(')')) throw this._$fail('missing ), unterminated subpattern', this._$tell() - start);
    if (capture) {
      this._$open[n] = false;
      this._$width[n] = reWidth(body, this._$width);
      this._$closed.push(n);
    }
    if (atomic) return {t: 'atomic', body: body, f: f};
    return {t: 'group', n: n, body: body, f: f};
  }
  _$look(c, start, f) {
    let dir = 1;
    if (c === '<') {
      c = this._$get();
      if (c === null) throw this._$fail('unexpected end of pattern');
      if (c !== '=' && c !== '!') throw this._$fail('unknown extension ?<' + c, c.length + 2);
      dir = -1;
    }
    const behind = this._$behind;
    if (dir < 0 && !behind) this._$behind = this._$open.length;
    const body = this._$alternatives(false, f);
    if (dir < 0) {
      if (!behind) this._$behind = 0;
      // sre raises this one when it compiles, without a position
      const w = reWidth(body, this._$width);
      if (w[0] !== w[1]) this._$late = true;
    }
    if (!this._$take(')')) throw this._$fail('missing ), unterminated subpattern', this._$tell() - start);
    return {t: 'look', dir: dir, neg: c === '!', body: body, f: f};
  }
  // null: (?i), else [on, off] of (?i-s:
  _$inline(c) {
    let on = 0;
    let off = 0;
    if (c !== '-') {
      for (;;) {
        const bit = reFlagBits[c];
        if (c === 'L') throw this._$fail("bad inline flags: cannot use 'L' flag with a str pattern");
        on |= bit;
        if (bit & RE_TYPES && (on & RE_TYPES) !== bit) throw this._$fail("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
        c = this._$get();
        if (c === null) throw this._$fail('missing -, : or )');
        if (c === ')' || c === '-' || c === ':') break;
        if (reFlagBits[c] === undefined) throw this._$fail(/^\p{L}$/u.test(c) ? 'unknown flag' : 'missing -, : or )', Array.from(c).length);
      }
    }
    if (c === ')') {
      this._$flags |= on;
      return null;
    }
    if (c === '-') {
      c = this._$get();
      if (c === null) throw this._$fail('missing flag');
      if (reFlagBits[c] === undefined) throw this._$fail(/^\p{L}$/u.test(c) ? 'unknown flag' : 'missing flag', Array.from(c).length);
      for (;;) {
        const bit = reFlagBits[c];
        if (bit & RE_TYPES) throw this._$fail("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
        off |= bit;
        c = this._$get();
        if (c === null) throw this._$fail('missing :');
        if (c === ':') break;
        if (reFlagBits[c] === undefined) throw this._$fail(/^\p{L}$/u.test(c) ? 'unknown flag' : 'missing :', Array.from(c).length);
      }
    }
    if (on & off) throw this._$fail('bad inline flags: flag turned on and off', 1);
    return [on, off];
  }
}

// [least, most] characters a node takes
function reWidth(node, groups) {
  switch (node.t) {
    case 'lit':
    case 'any':
    case 'set':
      return [1, 1];
    case 'group':
    case 'atomic':
      return reWidth(node.body, groups);
    case 'ref':
      return groups[node.n];
    case 'rep': {
      const w = reWidth(node.body, groups);
      return [w[0] * node.lo, node.hi === null ? w[1] ? Infinity : 0 : w[1] * node.hi];
    }
    case 'seq': {
      let lo = 0;
      let hi = 0;
      for (const x of node.list) {
        const w = reWidth(x, groups);
        lo += w[0];
        hi += w[1];
      }
      return [lo, hi];
    }
    case 'alt': {
      let lo = Infinity;
      let hi = 0;
      for (const x of node.list) {
        const w = reWidth(x, groups);
        lo = Math.min(lo, w[0]);
        hi = Math.max(hi, w[1]);
      }
      return [lo, hi];
    }
  }
  return [0, 0];
}

// ---- tree -> JavaScript

const RE_WORD = '\\p{L}\\p{N}_';
const RE_SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

function reChar(c) {
  if (c === 10) return '\\n';
  if (c === 13) return '\\r';
  if (c < 32 || c >= 0xd800 && c <= 0xdfff || c === 0x2028 || c === 0x2029) return '\\u{' + c.toString(16) + '}';
  const s = String.fromCodePoint(c);
  return /[\^$\\.*+?()[\]{}|\/]/.test(s) ? '\\' + s : s;
}
function reSetChar(c) {
  return c === 45 ? '\\-' : reChar(c);
}
function reOtherCase(c) {
  const s = String.fromCodePoint(c);
  const lower = s.toLowerCase();
  const upper = s.toUpperCase();
  const other = lower !== s ? lower : upper;
  return Array.from(other).length === 1 ? other.codePointAt(0) : c;
}

class ReEmitter {
  constructor(ascii, offset, expand) {
    this._$ascii = ascii; // the subject is ASCII
    this._$count = offset;
    this._$map = [0];
    this._$expand = expand; // some parts ignore case, some do not: spell both cases out
  }
  // the inside of a class for a lower-case category letter
  _$category(c, f) {
    if (c === 'd') return this._$ascii || f & RE_A ? '0-9' : '\\p{Nd}';
    if (c === 'w') return this._$ascii || f & RE_A ? 'a-zA-Z0-9_' : RE_WORD;
    return f & RE_A ? '\\t-\\r ' : this._$ascii ? '\\t-\\r\\x1c-\\x20' : RE_SPACE;
  }
  _$setText(node) {
    const f = node.f;
    const parts = [];
    let inside = '';
    for (const item of node.items) {
      if (typeof item === 'string') {
        const low = item.toLowerCase();
        if (low === item) inside += this._$category(low, f);
        else parts.push('[^' + this._$category(low, f) + ']');
        continue;
      }
      const lo = item[0];
      const hi = item[1];
      inside += lo === hi ? reSetChar(lo) : reSetChar(lo) + '-' + reSetChar(hi);
      if (this._$expand && f & RE_I) {
        for (let c = lo; c <= hi && c < lo + 500; c++) {
          const d = reOtherCase(c);
          if (d !== c) inside += reSetChar(d);
        }
      }
    }
    if (!parts.length) return node.neg ? '[^' + inside + ']' : '[' + inside + ']';
    if (parts.length === 1 && !inside) return node.neg ? '[' + parts[0].slice(2) : parts[0];
    if (inside) parts.unshift('[' + inside + ']');
    return node.neg ? '(?:(?!' + parts.join('|') + ')[^])' : '(?:' + parts.join('|') + ')';
  }
  _$at(k, f) {
    switch (k) {
      case 'A':
        return '^';
      case 'Z':
        return '$';
      case '^':
        return f & RE_M ? '(?<![^\\n])' : '^';
      case '$':
        return f & RE_M ? '(?![^\\n])' : '(?=\\n?$)';
    }
    // sre finds no \B in an empty string
    if (this._$ascii || f & RE_A) return k === 'b' ? '\\b' : '(?!^$)\\B';
    const w = '[' + RE_WORD + ']';
    return k === 'b' ? '(?:(?<=' + w + ')(?!' + w + ')|(?<!' + w + ')(?=' + w + '))' : '(?!^$)(?:(?<=' + w + ')(?=' + w + ')|(?<!' + w + ')(?!' + w + '))';
  }
  _$emit(node) {
    switch (node.t) {
      case 'lit': {
        if (this._$expand && node.f & RE_I) {
          const d = reOtherCase(node.c);
          if (d !== node.c) return '[' + reSetChar(node.c) + reSetChar(d) + ']';
        }
        return reChar(node.c);
      }
      case 'any':
        return node.f & RE_S ? '[^]' : '[^\\n]';
      case 'set':
        return this._$setText(node);
      case 'at':
        return this._$at(node.k, node.f);
      case 'ref':
        return '(?:\\' + this._$map[node.n] + ')';
      case 'group': {
        if (!node.n) return '(?:' + this._$emit(node.body) + ')';
        this._$map[node.n] = ++this._$count;
        return '(' + this._$emit(node.body) + ')';
      }
      case 'look':
        return '(?' + (node.dir < 0 ? '<' : '') + (node.neg ? '!' : '=') + this._$emit(node.body) + ')';
      case 'atomic':
        return this._$atomic(node.body);
      case 'rep':
        return node.mode === '+' ? this._$atomic({t: 'rep', lo: node.lo, hi: node.hi, mode: '', body: node.body, f: node.f}) : this._$repeat(node);
      case 'seq':
        return node.list.map(x => x.t === 'alt' ? '(?:' + this._$emit(x) + ')' : this._$emit(x)).join('');
      case 'alt':
        return node.list.map(x => this._$emit(x)).join('|');
    }
  }
  // (?>x): a lookahead does not backtrack; what it captured is then taken
  _$atomic(body) {
    const n = ++this._$count;
    return '(?:(?=(' + this._$emit(body) + '))\\' + n + ')';
  }
  _$repeat(node) {
    const b = node.body;
    let text = this._$emit(b);
    const single = b.t === 'lit' || b.t === 'any' || b.t === 'set' || b.t === 'group' || b.t === 'ref' || b.t === 'atomic';
    if (!single) text = '(?:' + text + ')';
    const lo = node.lo;
    const hi = node.hi;
    const q = hi === null ? lo === 0 ? '*' : lo === 1 ? '+' : '{' + lo + ',}' : lo === 0 && hi === 1 ? '?' : lo === hi ? '{' + lo + '}'
      : '{' + lo + ',' + hi + '}';
    return text + q + node.mode;
  }
}
function reWalk(node, visit) {
  visit(node);
  if (node.body) reWalk(node.body, visit);
  if (node.list) for (const x of node.list) reWalk(x, visit);
}

/** The parsed pattern: tree, flags, names, group count, and what the emitter has to know. */
export function reParse(pattern, flags) {
  let parser = new ReParser(pattern, flags);
  let tree = parser._$all();
  if (parser._$flags & RE_X && !(flags & RE_X)) {
    // (?x) at the start: read again, white space was taken for text
    flags |= RE_X;
    parser = new ReParser(pattern, flags);
    tree = parser._$all();
  }
  if (parser._$late) throw new ReError('look-behind requires fixed-width pattern');
  let some = false;
  let others = false;
  let tricky = false; // may prefer an empty match to a longer one
  reWalk(tree, n => {
    if (n.t === 'lit' || n.t === 'set' || n.t === 'ref') {
      if (n.f & RE_I) some = true;
      else others = true;
    }
    if (n.t === 'alt' || n.t === 'rep' && n.mode === '?') tricky = true;
  });
  return {_$tree: tree, flags: parser._$flags, names: parser._$names, groups: parser._$open.length - 1, _$closed: parser._$closed, _$tricky: tricky,
    _$mixed: some && others, _$ignore: some && !others};
}
/** {source, map}: map[n] is the JavaScript number of group n. kind: '' search and match, 'full', 'more' (not the empty match). */
export function reEmit(parsed, ascii, kind) {
  const out = new ReEmitter(ascii, kind === 'more' ? 1 : 0, parsed._$mixed);
  let source = out._$emit(parsed._$tree);
  if (kind === 'full') source = '(?:' + source + ')$';
  else if (kind === 'more') source = '(?=([^]*))(?:' + source + ')(?!\\1$)';
  return {source: source, map: out._$map};
}
