// Loads modules of runtime/lib through the linker, and evaluates the expression trees that cases.py writes.
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

process.env.TZ = 'Europe/Berlin';
export const here = path.dirname(fileURLToPath(import.meta.url));
export const python = process.env.PYTHON ?? 'python3';

/** {rt: builtins by export name, <module>: its Python names} */
export async function load(...modules) {
  const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pystream-lib-')), 'lib.mjs');
  execFileSync(python, [path.join(here, 'bundle.py'), out, ...modules], {stdio: ['ignore', 'inherit', 'inherit']});
  const all = await import(pathToFileURL(out));
  const found = {rt: {}};
  for (const name of Object.keys(all)) {
    const cut = name.indexOf('$');
    (found[name.slice(0, cut)] ??= {})[name.slice(cut + 1)] = all[name];
  }
  return found;
}

/** [[source, tree, expected], ...] of one module's cases, expected values by CPython. */
export function cases(module) {
  const text = execFileSync(python, [path.join(here, 'cases.py'), module], {maxBuffer: 1 << 28});
  return JSON.parse(text);
}

export class Evaluator {
  constructor(modules) {
    const rt = modules.rt;
    this.rt = rt;
    this.modules = modules;
    this.names = {int: rt.PyInt, float: rt.PyFloat, str: rt.PyStr, bool: rt.PyBool, list: rt.PyList, tuple: rt.PyTuple, set: rt.PySetType, dict: rt.PyDict, frozenset: rt.PyFrozenSetType, bytearray: rt.PyByteArrayType,
      repr: rt.repr_, sorted: rt.sorted_, len: rt.len_, format: rt.format_, next: rt.next_, hash: rt.hash, abs: rt.abs_, type: x => ({_$class: null, __name__: rt.typeName(x)}),
      isinstance: rt.isinstance, divmod: rt.divmod_, any: rt.any_, all: rt.all_, sum: rt.sum_, map: rt.map_};
  }
  number(text) {
    const n = BigInt(text);
    return this.rt.normalize(n);
  }
  run(t, scope = {}) {
    const rt = this.rt;
    const go = x => this.run(x, scope);
    switch (t[0]) {
      case 'int': return this.number(t[1]);
      case 'float': {
        const v = t[1] === 'nan' ? NaN : t[1] === 'inf' ? Infinity : Number(t[1]);
        return Number.isInteger(v) ? new rt.Float(v) : v;
      }
      case 'str': return t[1];
      case 'const': return t[1];
      case 'bytes': return new rt.Bytes(Uint8Array.from(t[1]));
      case 'list': return t[1].map(go);
      case 'tuple': return rt.T(...t[1].map(go));
      case 'set': return rt.set_of(t[1].map(go));
      case 'dict': return rt.dict_of(t[1].flatMap(pair => pair.map(go)));
      case 'name':
        if (Object.hasOwn(scope, t[1])) return scope[t[1]];
        if (this.modules[t[1]] !== undefined) return this.modules[t[1]];
        if (this.names[t[1]] === undefined) throw new Error('no name ' + t[1]);
        return this.names[t[1]];
      case 'attr': {
        const o = go(t[1]);
        if (Object.values(this.modules).includes(o)) {
          if (o[t[2]] === undefined) throw new Error('module has no ' + t[2]);
          return o[t[2]];
        }
        return rt.getattr(o, t[2]);
      }
      case 'item': return rt.getitem(go(t[1]), go(t[2]));
      case 'call': {
        const f = go(t[1]);
        const args = t[2].map(go);
        const kw = Object.fromEntries(t[3].map(([k, v]) => [k, go(v)]));
        return t[3].length ? rt.callkw(f, args, kw) : f(...args);
      }
      case 'lambda': return (...args) => this.run(t[2], {...scope, ...Object.fromEntries(t[1].map((name, i) => [name, args[i]]))});
      case 'bin': return rt[t[1]](go(t[2]), go(t[3]));
      case 'not': return !rt.truth(go(t[1]));
      case 'comp': return [...rt.it(go(t[3]))].map(v => this.run(t[1], {...scope, [t[2]]: v}));
      case 'unary': return rt[t[1]](go(t[2]));
    }
    throw new Error('tree ' + t[0]);
  }
  text(t) {
    try {
      return this.rt.repr_(this.run(t));
    } catch (e) {
      const x = this.rt.caught(e);
      // CPython's own types of datetime say their module in operator errors
      return this.rt.typeName(x) + ': ' + this.rt.str_(x).replace(/'(date|time|datetime|timedelta)'/g, "'datetime.$1'");
    }
  }
}
