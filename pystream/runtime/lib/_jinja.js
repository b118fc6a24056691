// What templates stand on: contexts, values that are not there, attributes as Jinja2 finds them, escaping, blocks, modules.
// The code that names these is made by compiler/jinja/.
import {lookup, typeName} from '../builtins/core.js';
import {Dict} from '../builtins/dict.js';
import {AttributeError, Exception, LookupError, RuntimeError, TypeError_, caught, exc, isexc} from '../builtins/exceptions.js';
import {it} from '../builtins/generators.js';
import {getitem} from '../builtins/items.js';
import {propName} from '../builtins/names.js';
import {str_} from '../builtins/repr.js';

export const UndefinedError = exc('UndefinedError', Exception);
export const TemplateRuntimeError = exc('TemplateRuntimeError', RuntimeError);

// A value that is not there. It may be asked whether it is, and be passed on; what uses it raises. Without a message (`x if y`, where
// y is false) it is an empty text.
export class Undefined {
  constructor(message) {
    this._$message = message;
  }
}
export function undefined_(message) {
  return new Undefined(message);
}
export function is_undefined(value) {
  return value instanceof Undefined;
}
export function need(value) {
  if (!(value instanceof Undefined)) return value;
  if (value._$message !== undefined) throw UndefinedError(value._$message);
  return '';
}
function jinjaOwner(o) {
  if (o instanceof Undefined) throw UndefinedError(o._$message ?? 'the inline if-expression evaluated to false and no else section was defined.');
  return o;
}

// A context is a Map: what the template was given, and what it sets on its top level.
export function context(...pairs) {
  return derive(undefined, ...pairs);
}
export function derive(outer, ...pairs) {
  const made = new Map(outer);
  for (let i = 0; i < pairs.length; i += 2) made.set(pairs[i], pairs[i + 1]);
  return made;
}
// `render("x.html", **values)`
export function with_values(names, values) {
  for (const name of it(values)) names.set(name, getitem(values, name));
  return names;
}
export function look(names, name, otherwise) {
  const found = names.get(name);
  return found !== undefined ? found : otherwise ?? new Undefined(`'${name}' is undefined`);
}
export function put(names, name, value) {
  names.set(name, value);
  return value;
}

// What a template exports to those that import it; and a namespace.
export class Names {
  constructor(names, body) {
    this._$names = names;
    this._$body = body;
  }
  __html__() {
    return this._$body;
  }
  __getitem__(name) {
    return this._$names.get(name);
  }
  __setitem__(name, value) {
    this._$names.set(name, value);
    return null;
  }
}
export function namespace(...pairs) {
  return names_of(derive(undefined, ...pairs));
}
export function names_of(names) {
  return new Names(names, '<Namespace>');
}
export function spot(space) {
  if (space instanceof Names) return space;
  throw TemplateRuntimeError('cannot assign attribute on non-namespace object');
}
export function load(root, exported, names) {
  const body = root(names, null);
  return new Names(new Map(exported.filter(name => names.has(name)).map(name => [name, names.get(name)])), body);
}
// `from "forms.html" import field`
export function take(module, name, origin) {
  const found = module._$names.get(name);
  return found !== undefined ? found : new Undefined(`the template ${origin} does not export the requested name '${name}'`);
}

function jinjaAttribute(o, name) {
  try {
    return lookup(o, propName(name));
  } catch (e) {
    const x = caught(e);
    if (!isexc(x, AttributeError)) throw x;
  }
}
function jinjaItem(o, key) {
  try {
    return getitem(o, key);
  } catch (e) {
    const x = caught(e);
    if (!isexc(x, LookupError) && !isexc(x, TypeError_) && !isexc(x, AttributeError)) throw x;
  }
}
function jinjaMissing(o, name) {
  const kind = o === null ? 'None' : `${typeName(o)} object`;
  return new Undefined(typeof name === 'string' ? `'${kind}' has no attribute '${name}'` : `${kind} has no element ${str_(name)}`);
}

// `o.name`: an attribute, else an item. Lowering takes `name` for said.
export function dot(o, name) {
  let found;
  if (!(o instanceof Names)) {
    jinjaOwner(o);
    // Of dicts the item is the commonest by far, and an attribute only where all dicts have one.
    if (!(o instanceof Dict) || o[propName(name)] !== undefined) found = jinjaAttribute(o, name);
  }
  if (found === undefined) found = jinjaItem(o, name);
  return found !== undefined ? found : jinjaMissing(o, name);
}
// `o[key]`: an item, else an attribute.
export function item(o, key) {
  let found = jinjaItem(jinjaOwner(o), key);
  if (found === undefined && typeof key === 'string' && !(o instanceof Names)) found = jinjaAttribute(o, key);
  return found !== undefined ? found : jinjaMissing(o, key);
}

const jinjaEntities = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;'};
// A str that is safe in HTML: `value` itself where it says it is.
export function esc(value) {
  if (typeof value !== 'string') {
    value = need(value);
    const html = value?.__html__;
    if (html !== undefined) return `${html.call(value)}`;
    value = `${str_(value)}`;
  }
  return value.replace(/[&<>"']/g, found => jinjaEntities[found]);
}
export function text(value) {
  return `${str_(need(value))}`;
}

// Text that is HTML: what templates make. Programs that do more with it than show it have _markup.py, whose Markup is a str.
export class Html {
  constructor(text) {
    this._$text = text;
  }
  __html__() {
    return this._$text;
  }
  __str__() {
    return this._$text;
  }
  get element() {
    return fragment(this._$text);
  }
}
export function html(value) {
  return html._$kind !== undefined ? html._$kind(value) : new Html(text(value));
}
export function make_html_by(kind) {
  html._$kind = kind;
  return null;
}
export function is_html(value) {
  return value?.__html__ !== undefined;
}
// A str, or HTML that is one.
export function soft(value) {
  if (value instanceof Html) throw new TypeError_('HTML is used as text here: import Markup from pystream, so that it is a str');
  return typeof value === 'string' || value instanceof String ? value : text(value);
}
// A str, or HTML of whatever kind.
export function shown(value) {
  return value instanceof Html || value instanceof String ? value : text(value);
}
export function escape(value) {
  return html(esc(value));
}

// Blocks: for each name the functions of the templates that have it, those that extend first.
export function stack(blocks, ...pairs) {
  blocks ??= new Map();
  for (let i = 0; i < pairs.length; i += 2) {
    if (!blocks.has(pairs[i])) blocks.set(pairs[i], []);
    blocks.get(pairs[i]).push(pairs[i + 1]);
  }
  return blocks;
}
export function block(blocks, name, depth, names) {
  const found = blocks.get(name)?.[depth];
  if (found === undefined) throw UndefinedError(depth ? `there is no parent block called '${name}'.` : `'TemplateReference object' has no attribute '${name}'`);
  return found(names, blocks, depth);
}
export function required(blocks, name) {
  if (blocks.get(name).length < 2) throw TemplateRuntimeError(`Required block '${name}' not found`);
}

// The page's one way to make elements of HTML.
export function fragment(html) {
  fragment._$policy ??= globalThis.trustedTypes?.createPolicy('pystream', {createHTML: html => html}) ?? {createHTML: html => html};
  const made = document.createElement('template');
  made.innerHTML = fragment._$policy.createHTML(html);
  return made.content;
}
