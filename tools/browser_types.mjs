// Writes pystream/browser.pyi and pystream/compiler/browser_names.py from TypeScript's own libraries:
//   npm install --prefix FOLDER typescript@VERSION && node tools/browser_types.mjs FOLDER
// Interfaces become classes, dictionaries TypedDicts, event and tag maps overloads by literal. Names are JavaScript's.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const VERSION = '5.6.3';
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const ts = createRequire(join(resolve(process.argv[2] ?? '.'), 'package.json'))('typescript');
if (ts.version !== VERSION) throw new Error(`TypeScript ${VERSION} is needed, not ${ts.version}`);
const folder = dirname(createRequire(join(resolve(process.argv[2] ?? '.'), 'package.json')).resolve('typescript'));
const ES = `es5 es2015.core es2015.collection es2015.iterable es2015.promise es2015.proxy es2015.reflect es2015.symbol
  es2016.array.include es2017.object es2017.string es2017.typedarrays es2018.promise es2018.regexp es2018.intl es2019.array es2019.object
  es2019.string es2020.bigint es2020.intl es2020.promise es2020.number es2021.promise es2021.string es2021.weakref es2021.intl es2022.array
  es2022.error es2022.object es2022.string es2023.array`.split(/\s+/);
const files = [...ES, 'dom', 'dom.iterable'].map(name => `lib.${name}.d.ts`);
const texts = files.map(name => readFileSync(join(folder, name), 'utf8'));

const KEYWORDS = new Set(('False None True and as assert async await break class continue def del elif else except finally for from global if '
  + 'import in is lambda nonlocal not or pass raise return try while with yield').split(' '));
const BUILTINS = new Set('bool bytes float int list object property str tuple type'.split(' '));
// Said by hand in HEAD: Python's own values, and what TypeScript cannot say as Python needs it.
const BY_HAND = new Set('Array ArrayLike Awaited BigInt Boolean CallableFunction Function IArguments Iterable IterableIterator Iterator NewableFunction Number Object Promise PromiseLike Proxy ReadonlyArray String Symbol PropertyDescriptor PropertyDescriptorMap TemplateStringsArray TypedPropertyDescriptor ThisType Generator ConcatArray FlatArray Date RegExpMatchArray RegExpExecArray eval'.split(' '));
const named = name => KEYWORDS.has(name) ? name + '_' : name;
const identifier = name => /^[A-Za-z_$][\w$]*$/.test(name) && !name.includes('$');

const HEAD = readFileSync(join(root, 'tools', 'browser_head.pyi'), 'utf8');
const TAIL = readFileSync(join(root, 'tools', 'browser_tail.pyi'), 'utf8');
const inHand = (text, pattern) => [...text.matchAll(pattern)].map(found => found[1]).filter(name => name[0] !== '_');
const byHand = new Set(inHand(HEAD + TAIL, /^(?:class |(?:async )?def |)(\w+)[(:\[]/gm));

// ---- reading: every declaration by its name, merged over all files

const interfaces = new Map(); // name -> {params, bases, members}
const aliases = new Map();
const variables = new Map(); // name -> type node
const functions = new Map(); // name -> [declarations]
const namespaces = new Map(); // name -> Set of names in it
let scope = '';

function collect(statements) {
  for (const node of statements) {
    const name = node.name?.text;
    const full = scope && name ? `${scope}_${name}` : name;
    if (ts.isInterfaceDeclaration(node)) {
      if (!interfaces.has(full)) interfaces.set(full, {params: node.typeParameters ?? [], bases: [], members: [], scope});
      const made = interfaces.get(full);
      for (const clause of node.heritageClauses ?? []) made.bases.push(...clause.types);
      made.members.push(...node.members);
    } else if (ts.isTypeAliasDeclaration(node)) aliases.set(full, {node, scope});
    else if (ts.isFunctionDeclaration(node)) {
      if (!functions.has(full)) functions.set(full, []);
      functions.get(full).push(node);
    } else if (ts.isVariableStatement(node)) {
      for (const each of node.declarationList.declarations) variables.set(scope ? `${scope}_${each.name.text}` : each.name.text, each.type);
    } else if (ts.isModuleDeclaration(node) && node.body?.statements) {
      scope = name;
      if (!namespaces.has(name)) namespaces.set(name, new Set());
      for (const each of node.body.statements) {
        const inner = each.name?.text ?? each.declarationList?.declarations[0].name.text;
        if (inner) namespaces.get(name).add(inner);
      }
      collect(node.body.statements);
      scope = '';
    }
  }
}
texts.forEach((text, i) => collect(ts.createSourceFile(files[i], text, ts.ScriptTarget.Latest, true).statements));

// Members that the constructor's interface or the inline type of `declare var X` gives to the class X.
function statics(name) {
  const type = variables.get(name);
  if (type === undefined) return undefined;
  if (ts.isTypeLiteralNode(type)) return type.members;
  if (ts.isTypeReferenceNode(type)) {
    const target = qualified(type.typeName.getText());
    const made = interfaces.get(target);
    if (made && made.members.some(ts.isConstructSignatureDeclaration)) return made.members;
    if (target === name) return []; // Math, JSON
  }
  return undefined;
}
function qualified(text) {
  const flat = text.replace(/\./g, '_');
  return scope && (interfaces.has(`${scope}_${flat}`) || aliases.has(`${scope}_${flat}`)) ? `${scope}_${flat}` : flat;
}
const isClass = name => interfaces.has(name) && statics(name) !== undefined && !BY_HAND.has(name);
const isMap = name => /(EventMap|TagNameMap)$/.test(name);

function isDictionary(name, seen = new Set()) {
  const made = interfaces.get(name);
  if (!made || seen.has(name) || variables.has(name) || isMap(name) || BY_HAND.has(name)) return false;
  seen.add(name);
  if (!made.members.every(member => ts.isPropertySignature(member) && !member.modifiers?.length)) return false;
  const bases = made.bases.map(base => base.expression.getText());
  if (!bases.every(base => isDictionary(base, seen))) return false;
  return bases.length > 0 || made.members.some(member => member.questionToken);
}

// ---- types

let own = new Set(); // what the class being written calls its members: they hide builtins and classes of that name
let whole = false; // whether the numbers that come back are whole: TypeScript does not tell, their names do
const WHOLE = /^(length|size|status|readyState|button|buttons|detail|nodeType|rowSpan|colSpan|BYTES_PER_ELEMENT|byteOffset|natural(Width|Height)|(client|offset|scroll)(Width|Height)|(indexOf|lastIndexOf|findIndex|findLastIndex|push|set(Timeout|Interval)|request(AnimationFrame|IdleCallback)|.*(Length|Count|Index)))$/;
const hidden = new Set(); // classes that need another name somewhere
let typeParams = new Map(); // names of type parameters -> text
const used = new Set();
const typeVars = new Set();

const builtin = name => own.has(name) ? `builtins.${name}` : name;
const reference = name => {
  used.add(name);
  if (own.has(name)) {
    hidden.add(name);
    return `_${name}`;
  }
  return name.replace(/^(Intl|WebAssembly|CSS)_/, '_$1_');
};

function union(parts) {
  const literals = new Set();
  const rest = new Set();
  for (const part of parts.flatMap(text => text.startsWith('Callable') ? [text] : split(text, ' | '))) {
    const found = /^Literal\[(.*)\]$/s.exec(part);
    if (found) literals.add(found[1]);
    else rest.add(part);
  }
  if (rest.has('Any')) return 'Any';
  if (rest.has(builtin('str'))) for (const each of literals) if (each[0] === '"') literals.delete(each);
  const none = rest.delete('None');
  const all = [...literals.size ? [`Literal[${[...literals].join(', ')}]`] : [], ...rest, ...none ? ['None'] : []];
  return all.join(' | ') || 'None';
}
function split(text, by) {
  const parts = [];
  let depth = 0, start = 0;
  for (let i = 0; i < text.length; i++) {
    if ('[('.includes(text[i])) depth++;
    else if ('])'.includes(text[i])) depth--;
    else if (depth === 0 && text.startsWith(by, i)) {
      parts.push(text.slice(start, i));
      start = i + by.length;
    }
  }
  return [...parts, text.slice(start)];
}

// JavaScript calls with all it has; a Python function takes what it has parameters for.
function callable(node) {
  const params = node.parameters.filter(each => each.name.getText() !== 'this' && !each.dotDotDotToken).slice(0, 4);
  const types = params.map(each => type(each.type));
  let result = node.type ? type(node.type) : 'Any';
  if (result === 'None' || result === 'Any') result = builtin('object');
  if (node.parameters.some(each => each.dotDotDotToken)) return `Callable[..., ${result}]`;
  if (types.length === 1 && result === builtin('object')) return `_Listener[${types[0]}]`;
  return types.map((_, i) => `Callable[[${types.slice(0, types.length - i).join(', ')}], ${result}]`).concat(`Callable[[], ${result}]`).join(' | ');
}

function type(node, input = false) {
  if (!node) return 'Any';
  const S = ts.SyntaxKind;
  switch (node.kind) {
    case S.StringKeyword: return builtin('str');
    case S.NumberKeyword: return builtin(input || !whole ? 'float' : 'int');
    case S.BooleanKeyword: return builtin('bool');
    case S.BigIntKeyword: return builtin('int');
    case S.VoidKeyword: case S.UndefinedKeyword: return 'None';
    case S.NeverKeyword: return 'Never';
    case S.SymbolKeyword: return reference('Symbol');
    case S.UnknownKeyword: case S.ObjectKeyword: case S.AnyKeyword: return 'Any';
    case S.ThisType: return 'Self';
    case S.ParenthesizedType: return type(node.type, input);
    case S.TypeOperator: return node.operator === S.ReadonlyKeyword ? type(node.type, input) : builtin('str');
    case S.TypePredicate: return builtin('bool');
    case S.TypeQuery: case S.MappedType: case S.ConditionalType: case S.IntersectionType: case S.TypeLiteral: case S.InferType:
      if (node.kind === S.IntersectionType) return type(node.types[0], input);
      return 'Any';
    case S.TemplateLiteralType: return builtin('str');
    case S.ArrayType: return `${input ? 'Sequence' : builtin('list')}[${type(node.elementType, input)}]`;
    case S.TupleType: return `${builtin('tuple')}[${node.elements.map(each => type(each.type ?? each, input)).join(', ')}]`;
    case S.UnionType: return union(node.types.map(each => type(each, input)));
    case S.FunctionType: return callable(node);
    case S.ConstructorType: return 'Any';
    case S.LiteralType: {
      if (node.literal.kind === S.NullKeyword) return 'None';
      if (node.literal.kind === S.TrueKeyword || node.literal.kind === S.FalseKeyword) return builtin('bool');
      if (ts.isStringLiteral(node.literal)) return `Literal[${JSON.stringify(node.literal.text)}]`;
      return builtin('float');
    }
    case S.IndexedAccessType: return 'Any';
    case S.ExpressionWithTypeArguments: return named_(node.expression.getText(), node.typeArguments, input);
    case S.TypeReference: return named_(node.typeName.getText(), node.typeArguments, input);
  }
  return 'Any';
}

function named_(text, args = [], input = false) {
  if (typeParams.has(text)) return typeParams.get(text);
  const inner = i => args[i] ? type(args[i], input) : 'Any';
  switch (text) {
    case 'Array': case 'ReadonlyArray': case 'ArrayLike': return `${input ? 'Sequence' : builtin('list')}[${inner(0)}]`;
    case 'Iterable': case 'IterableIterator': case 'Iterator': case 'ArrayIterator': case 'MapIterator': case 'SetIterator': case 'StringIterator': case 'BuiltinIterator':
      return `${text === 'Iterable' ? 'Iterable' : 'Iterator'}[${inner(0)}]`;
    case 'FormDataIterator': case 'HeadersIterator': case 'URLSearchParamsIterator': return `Iterator[${inner(0)}]`;
    case 'Record': return `${input ? 'Mapping' : builtin('dict')}[${inner(0)}, ${inner(1)}]`.replace('dict', 'dict');
    case 'PromiseLike': return `Awaitable[${inner(0)}]`;
    case 'Promise': return `Promise[${inner(0)}]`;
    case 'Awaited': case 'Readonly': case 'Partial': case 'NonNullable': case 'NoInfer': return inner(0);
    case 'Function': return 'Callable[..., Any]';
    case 'String': return builtin('str');
    case 'Number': return builtin('float');
    case 'Boolean': return builtin('bool');
    case 'PropertyKey': return builtin('str');
    case 'Object': case 'Exclude': case 'Extract': case 'Pick': case 'Omit': case 'ReturnType': case 'ThisType': return 'Any';
    case 'EventListenerOrEventListenerObject': case 'EventListener': return '_Listener[Event]';
    case 'RegExpMatchArray': case 'RegExpExecArray': return 'RegExpMatch';
    case 'WindowProxy': return reference('Window');
    case 'Date': return 'Date';
    case 'Symbol': return reference('Symbol');
  }
  const name = qualified(text);
  const made = interfaces.get(name);
  const alias = aliases.get(name);
  if (!made && !alias) return 'Any';
  if (BY_HAND.has(name)) return byHand.has(name) ? reference(name) : 'Any';
  if (alias && variables.has(name)) return 'Any'; // NodeFilter
  if (alias) {
    if (alias.node.typeParameters?.length) return 'Any';
    return reference(name);
  }
  if (isMap(name)) return 'Any';
  if (isCallback(name) || isDictionary(name)) return reference(name);
  const params = generics(name);
  const base = reference(name);
  if (!params.length) return base;
  return args.length || params.some(each => !each.default) ? `${base}[${params.map((each, i) => args[i] ? type(args[i], input) : each.default ? type(each.default, input) : 'Any').join(', ')}]` : base;
}

function isCallback(name) {
  const only = interfaces.get(name).members;
  return only.length > 0 && only.every(ts.isCallSignatureDeclaration) && !statics(name);
}

// The type parameters that a class is generic in.
const generics = name => [...interfaces.get(name)?.params ?? []];
function typeVar(name, byDefault) {
  const made = `_${name}${byDefault ? 'D' : ''}`;
  typeVars.add(made);
  return made;
}

// ---- signatures

// Whether a type mentions a name.
function mentions(node, name) {
  let found = false;
  const look = each => {
    if (ts.isTypeReferenceNode(each) && each.typeName.getText() === name) found = true;
    ts.forEachChild(each, look);
  };
  if (node) look(node);
  return found;
}

// A signature as one or several lines of parameters and result: type parameters that only choose the result become their defaults,
// those of a map of events or tags one line per class.
function expand(node) {
  const maps = (node.typeParameters ?? []).filter(each => each.constraint && ts.isTypeOperatorNode(each.constraint) && isMap(each.constraint.type.getText()));
  if (maps.length === 1) return expandMap(node, maps[0]);
  const before = typeParams;
  typeParams = new Map(before);
  for (const each of node.typeParameters ?? []) {
    const name = each.name.text;
    const inParameters = node.parameters.some(parameter => mentions(parameter.type, name));
    const keyof = each.constraint && ts.isTypeOperatorNode(each.constraint);
    if (inParameters && !keyof) typeParams.set(name, typeVar(name));
    else typeParams.set(name, each.default ? type(each.default) : each.constraint ? type(each.constraint) : 'Any');
  }
  const made = signature(node);
  for (const name of (node.typeParameters ?? []).map(each => typeParams.get(each.name.text))) {
    // What no parameter binds.
    if (name[0] === '_') for (const each of made) if (!each.params.join().includes(name)) each.result = each.result.replaceAll(name, 'Any');
  }
  typeParams = before;
  return made;
}

function mapEntries(name) {
  const made = interfaces.get(name);
  const entries = new Map();
  for (const base of made.bases) for (const [key, value] of mapEntries(base.expression.getText())) entries.set(key, value);
  for (const member of made.members) entries.set(member.name.text, type(member.type));
  return entries;
}

function expandMap(node, param) {
  const key = param.name.text;
  const map = param.constraint.type.getText();
  if (/^(SVG|MathML).*TagNameMap$/.test(map) || /Deprecated/.test(map)) return [];
  const groups = new Map();
  for (const [name, value] of mapEntries(map)) groups.set(value, [...groups.get(value) ?? [], JSON.stringify(name)]);
  const lines = [];
  for (const [value, names] of groups) {
    const before = typeParams;
    typeParams = new Map(before);
    typeParams.set(key, `Literal[${names.join(', ')}]`);
    typeParams.set('\0', value);
    lines.push(...signature(node, indexed => indexed === `${map}[${key}]` ? value : undefined));
    typeParams = before;
  }
  return lines;
}

let substitute;
function signature(node, replaced) {
  substitute = replaced;
  const parts = [];
  let options = '';
  const parameters = node.parameters.filter(each => each.name.getText() !== 'this');
  const rest = parameters.find(each => each.dotDotDotToken);
  for (const each of parameters) {
    if (each === rest) continue;
    const text = typeWith(each.type, true);
    const optional = each.questionToken ? `: ${text} = ...` : `: ${text}`;
    parts.push(parameterName(each.name.getText()) + optional);
  }
  const last = parameters[parameters.length - 1];
  if (last?.questionToken && !rest) {
    const target = dictionaryIn(last.type);
    if (target) options = target;
  }
  const result = typeWith(node.type, false);
  const plain = [...parts, ...parts.length ? ['/'] : [], ...rest ? [`*${parameterName(rest.name.getText())}: ${itemOf(rest)}`] : []];
  const lines = [{params: plain, result}];
  if (options) {
    const fewer = parts.slice(0, -1);
    lines.push({params: [...fewer, ...fewer.length ? ['/'] : [], `**${parameterName(last.name.getText())}: Unpack[${reference(options)}]`], result});
  }
  substitute = undefined;
  return lines;
}
const parameterName = name => identifier(name) ? named(name) === 'self' ? 'self_' : named(name) : 'value';
function itemOf(rest) {
  const text = typeWith(rest.type, true);
  return /^Sequence\[(.*)\]$/s.exec(text)?.[1] ?? 'Any';
}
// As type(), with `Map[K]` replaced.
function typeWith(node, input) {
  if (!substitute || !node) return type(node, input);
  const replaced = substitute(node.getText());
  if (replaced) return replaced;
  if (ts.isFunctionTypeNode(node)) {
    const inner = node.parameters.filter(each => each.name.getText() !== 'this').map(each => substitute(each.type.getText()) ?? type(each.type));
    return inner.length === 1 ? `_Listener[${inner[0]}]` : callable(node);
  }
  if (ts.isUnionTypeNode(node)) return union(node.types.map(each => typeWith(each, input)));
  if (ts.isTypeReferenceNode(node) && node.typeArguments?.length === 1) {
    const value = substitute(node.typeArguments[0].getText());
    if (value) return `${type(node, input).replace(/\[.*$/s, '')}[${value}]`;
  }
  return type(node, input);
}
function dictionaryIn(node) {
  if (!node) return '';
  if (ts.isUnionTypeNode(node)) return node.types.map(dictionaryIn).find(Boolean) ?? '';
  const name = ts.isTypeReferenceNode(node) ? qualified(node.typeName.getText()) : '';
  return isDictionary(name) && !keysOf(name).some(key => !identifier(key) || KEYWORDS.has(key)) ? name : '';
}
function keysOf(name) {
  const made = interfaces.get(name);
  return [...made.bases.flatMap(base => keysOf(base.expression.getText())), ...made.members.map(member => member.name.text)];
}

// ---- classes

function methods(name, declarations, indent, kind = '') {
  const lines = [];
  const seen = new Set();
  const inner = whole;
  whole ||= WHOLE.test(name);
  for (const node of declarations) {
    for (const each of expand(node)) {
      const self = kind === 'static' || !indent ? [] : ['self'];
      const line = `def ${name}(${[...self, ...each.params].join(', ')}) -> ${name === '__init__' ? 'None' : each.result}: ...`;
      if (!seen.has(line)) lines.push(line);
      seen.add(line);
    }
  }
  whole = inner;
  const overload = lines.length > 1 ? [`${indent}@overload`] : [];
  return lines.flatMap(line => [...overload, ...kind === 'static' ? [`${indent}@staticmethod`] : [], indent + line]);
}

// All members by name, those of mixins (interfaces nobody can construct or name at run time) among them.
function membersOf(name, into = new Map(), depth = 0) {
  const made = interfaces.get(name);
  if (!made) return into;
  for (const base of made.bases) {
    const target = qualified(base.expression.getText());
    if (!isClass(target) || target !== parentOf(name)) if (interfaces.has(target) && !BY_HAND.has(target) && depth < 6) membersOf(target, into, depth + 1);
  }
  const fresh = new Map();
  for (const member of made.members) {
    const key = memberName(member);
    if (key === undefined) continue;
    if (!fresh.has(key)) fresh.set(key, []);
    fresh.get(key).push(member);
  }
  for (const [key, members] of fresh) into.set(key, members);
  return into;
}
function memberName(member) {
  if (ts.isIndexSignatureDeclaration(member)) return '[index]';
  if (ts.isCallSignatureDeclaration(member)) return '()';
  if (ts.isConstructSignatureDeclaration(member)) return 'new';
  if (!member.name) return undefined;
  if (ts.isComputedPropertyName(member.name)) return member.name.getText() === '[Symbol.iterator]' ? '[iterator]' : undefined;
  return member.name.text;
}
function parentOf(name) {
  for (const base of interfaces.get(name)?.bases ?? []) {
    const target = qualified(base.expression.getText());
    if (isClass(target) || interfaces.has(target) && plainBase(target)) return target;
  }
  return undefined;
}
// A base that is no class at run time but generic, and other interfaces say it as a type.
const plainBase = name => false;
function ancestors(name) {
  const parent = parentOf(name);
  return parent ? [parent, ...ancestors(parent)] : [];
}

function sameMap(name, key, members) {
  const text = members.map(member => member.getText().replace(new RegExp(`\\b${name}\\b`, 'g'), '_')).join('\n');
  for (const each of ancestors(name)) {
    const above = membersOf(each).get(key);
    if (above) return above.map(member => member.getText().replace(new RegExp(`\\b${each}\\b`, 'g'), '_')).join('\n') === text;
  }
  return false;
}

function classOf(name) {
  const made = interfaces.get(name);
  scope = made.scope;
  const before = typeParams;
  typeParams = new Map();
  const params = generics(name);
  for (const each of params) typeParams.set(each.name.text, typeVar(each.name.text, Boolean(each.default)));
  for (const each of made.params.slice(params.length)) typeParams.set(each.name.text, 'Any');
  whole = /^(Big)?(Ui|I)nt\d.*Array$/.test(name);
  const members = membersOf(name);
  const constructors = statics(name) ?? [];
  own = new Set([...members.keys(), ...constructors.map(memberName)].filter(key => BUILTINS.has(key) || interfaces.has(key)));
  const bases = [];
  const parent = parentOf(name);
  if (parent) {
    const found = made.bases.find(base => qualified(base.expression.getText()) === parent);
    bases.push(name === 'Error' ? 'Any' : type(found));
  }
  if (name === 'Blob') bases.push('_Upload'); // an action's parameter of that type takes one
  if (params.length) bases.push(`Generic[${params.map(each => typeParams.get(each.name.text)).join(', ')}]`);
  const lines = [];
  const statically = new Map();
  for (const member of constructors) {
    const key = memberName(member);
    if (key !== undefined) statically.set(key, [...statically.get(key) ?? [], member]);
  }
  const newed = statically.get('new')?.filter(member => member.type) ?? [];
  if (newed.length && !newed.every(member => ts.isLiteralTypeNode(member.type))) {
    const saved = new Map(typeParams);
    // `new <T>(..)`: the class's own parameters under other names.
    const bound = newed.map(member => {
      const fresh = new Map(saved);
      return [member, fresh];
    });
    const made_ = bound.flatMap(([member]) => methodsOfNew(member, params, saved));
    const unique = [...new Set(made_)];
    const overload = unique.length > 1 ? ['    @overload'] : [];
    lines.push(...unique.flatMap(line => [...overload, `    ${line}`]));
    typeParams = saved;
  }
  for (const [key, list] of members) {
    if (key === '()' || key === 'new' || sameMap(name, key, list)) continue;
    if (key === '[index]') {
      for (const member of list) {
        if (member.parameters[0].type.kind === ts.SyntaxKind.SymbolKeyword) continue;
        const number = member.parameters[0].type.kind === ts.SyntaxKind.NumberKeyword;
        const value = type(member.type);
        if (list.length > 1 && !number) continue;
        lines.push(`    def __getitem__(self, index: ${builtin(number ? 'int' : 'str')}, /) -> ${value}: ...`);
        if (!member.modifiers?.length && !/List|Collection/.test(name)) lines.push(`    def __setitem__(self, index: ${builtin(number ? 'int' : 'str')}, value: ${value}, /) -> None: ...`);
      }
    } else if (key === '[iterator]') {
      lines.push(`    def __iter__(self) -> ${type(list[list.length - 1].type)}: ...`);
    } else if (identifier(key)) lines.push(...member(key, list, '    ', statically.has(key)));
    if ((key === 'length' || key === 'size' && !members.has('length')) && list[0].type.kind === ts.SyntaxKind.NumberKeyword && name !== 'Window') lines.push(`    def __len__(self) -> ${builtin('int')}: ...`);
    if (key === 'has' && ts.isMethodSignature(list[0])) lines.push(`    def __contains__(self, key: ${builtin('object')}, /) -> ${builtin('bool')}: ...`);
  }
  for (const [key, list] of statically) {
    if (!identifier(key) || key === 'prototype' || key === 'new' || members.has(key)) continue;
    if (list.every(ts.isMethodSignature)) lines.push(...methods(named(key), list, '    ', 'static'));
    else if (ts.isPropertySignature(list[0])) {
      const text = type(list[0].type);
      lines.push(`    ${named(key)}: ClassVar[${/\b_[A-Z]/.test(text) ? 'Any' : text}]`); // no type parameters there
    }
  }
  typeParams = before;
  const shown = reference(name);
  const head = `class ${shown}${bases.length ? `(${bases.join(', ')})` : ''}:`;
  own = new Set();
  whole = false;
  scope = '';
  return lines.length ? [head, ...lines] : [`${head} ...`];
}
const isNamespaceObject = name => variables.get(name) && ts.isTypeReferenceNode(variables.get(name)) && variables.get(name).typeName.getText() === name;

function methodsOfNew(member, params, saved) {
  typeParams = new Map(saved);
  const given = member.typeParameters ?? [];
  const mapped = params.length ? given : [];
  const copy = {parameters: member.parameters, type: undefined, typeParameters: given.length === params.length ? [] : given};
  if (given.length === params.length) given.forEach((each, i) => typeParams.set(each.name.text, saved.get(params[i].name.text)));
  const result = expand(copy).map(each => `def __init__(${['self', ...each.params].join(', ')}) -> None: ...`);
  typeParams = saved;
  return mapped && result;
}

function member(key, list, indent, alsoStatic) {
  const name = named(key);
  if (list.every(each => ts.isMethodSignature(each))) return methods(name, list, indent);
  if (list.some(ts.isGetAccessor)) {
    const lines = [`${indent}@property`, `${indent}def ${name}(self) -> ${type(list.find(ts.isGetAccessor).type)}: ...`];
    const set = list.find(ts.isSetAccessor);
    if (set) lines.push(`${indent}@${name}.setter`, `${indent}def ${name}(self, value: ${union([type(set.parameters[0].type, true), type(list.find(ts.isGetAccessor).type)])}, /) -> None: ...`);
    return lines;
  }
  const found = list.find(ts.isPropertySignature) ?? list[0];
  const fixed = found.modifiers?.some(each => each.kind === ts.SyntaxKind.ReadonlyKeyword);
  const inner = whole;
  whole ||= fixed && WHOLE.test(key);
  let text = type(found.type);
  whole = inner;
  if (found.questionToken) text = union([text, 'None']);
  return fixed ? [`${indent}@property`, `${indent}def ${name}(self) -> ${text}: ...`] : [`${indent}${name}: ${text}`];
}

function dictionary(name) {
  const made = interfaces.get(name);
  scope = made.scope;
  typeParams = new Map(made.params.map(each => [each.name.text, 'Any']));
  const bases = made.bases.map(base => reference(qualified(base.expression.getText())));
  const shown = reference(name);
  own = new Set(made.members.map(each => each.name.text).filter(key => BUILTINS.has(key)));
  const fields = made.members.map(each => [each.name.text, union([type(each.type, true)]), Boolean(each.questionToken)]);
  own = new Set();
  typeParams = new Map();
  scope = '';
  if (fields.some(([key]) => !identifier(key) || KEYWORDS.has(key))) {
    const all = fields.map(([key, text, optional]) => `${JSON.stringify(key)}: ${optional ? text : `Required[${text}]`}`);
    return [`${shown} = TypedDict("${shown}", {${all.join(', ')}}, total=False)`];
  }
  const lines = fields.map(([key, text, optional]) => `    ${key}: ${optional ? text : `Required[${text}]`}`);
  const head = `class ${shown}(${bases.length ? bases.join(', ') : 'TypedDict'}, total=False):`;
  return lines.length ? [head, ...lines] : [`${head} ...`];
}

function alias(name) {
  const {node, scope: where} = aliases.get(name);
  scope = where;
  let text = type(node.type, true);
  scope = '';
  return [`${reference(name)}: TypeAlias = ${text}`];
}

// ---- the file


// The window's handlers are set on `window`, or nothing listens; the policy of the page forbids eval.
const UNWANTED = /^(on[a-z]+|undefined|toString|eval|Infinity|NaN)$/;

const body = new Map(); // name -> lines
const classes = new Set(inHand(HEAD, /^class (\w+)/gm));
classes.delete('RegExpMatch');
const values = new Set(inHand(HEAD + TAIL, /^(?:(?:async )?def |(?=\w+: ))(\w+)/gm));
values.add('JsError');
const done = new Set();

function write(name) {
  if (done.has(name) || byHand.has(name)) return;
  done.add(name);
  if (aliases.has(name) && variables.has(name)) return;
  if (aliases.has(name)) body.set(name, alias(name));
  else if (isDictionary(name)) body.set(name, dictionary(name));
  else if (interfaces.has(name) && !isMap(name)) {
    if (isCallback(name)) {
      typeParams = new Map(interfaces.get(name).params.map(each => [each.name.text, 'Any']));
      body.set(name, [`${reference(name)}: TypeAlias = ${callable(interfaces.get(name).members[0])}`]);
      typeParams = new Map();
    } else body.set(name, classOf(name));
  }
}

for (const name of interfaces.keys()) if (isClass(name) && !isNamespaceObject(name) && !name.includes('_')) {
  classes.add(name);
  write(name);
}
for (const [space, names] of namespaces) {
  const lines = [];
  for (const inner of names) {
    const full = `${space}_${inner}`;
    if (functions.has(full)) {
      scope = space;
      lines.push(...methods(named(inner), functions.get(full), '    ', 'static'));
      scope = '';
    } else if (isClass(full)) {
      write(full);
      lines.push(`    ${inner} = ${reference(full)}`);
    } else if (variables.has(full)) {
      const target = variables.get(full);
      const made = ts.isTypeLiteralNode(target) ? target.members.find(ts.isConstructSignatureDeclaration)?.type : undefined;
      scope = space;
      lines.push(`    ${inner}: ClassVar[${made ? `type[${type(made)}]` : 'Any'}]`);
      scope = '';
    }
  }
  body.set(`${space}*`, [`class ${space}:`, ...lines]);
  values.add(space);
}
for (const [name, declarations] of functions) {
  if (name.includes('_') || byHand.has(name) || !identifier(name) || KEYWORDS.has(name) || UNWANTED.test(name)) continue;
  values.add(name);
  body.set(`${name}()`, methods(name, declarations, ''));
}
for (const [name, target] of variables) {
  if (name.includes('_') || byHand.has(name) || classes.has(name) || !identifier(name) || KEYWORDS.has(name) || namespaces.has(name)) continue;
  if (UNWANTED.test(name)) continue;
  const inline = statics(name);
  if (inline?.some(ts.isConstructSignatureDeclaration)) {
    // `Image`, `Audio`, `Option`: a constructor of another class.
    const made = inline.find(ts.isConstructSignatureDeclaration);
    classes.add(name);
    body.set(`${name}()`, methods(name, [made], ''));
    continue;
  }
  if (isNamespaceObject(name) && interfaces.has(name)) {
    write(name);
    body.set(name, body.get(name).map(line => line.replace(/^    def (\w+)\(self(?:, )?/, '    @staticmethod\n    def $1(')));
    values.add(name);
    continue;
  }
  values.add(name);
  let text = type(target);
  if (name === 'window' || name === 'self') text = reference('Window');
  body.set(`${name}:`, [`${name}: ${text}`]);
}
// What those name, until nothing new comes.
for (let size = -1; size !== done.size;) {
  size = done.size;
  for (const name of [...used]) if (!BY_HAND.has(name)) write(name);
}
if (hidden.size) body.set('*', [...hidden].map(name => `_${name} = ${name}`));
const order = [...body.entries()].map(([, lines]) => lines.join('\n'));
const variablesText = [...typeVars].sort().map(name => name.endsWith('D') ? `${name} = TypeVar("${name}", default=Any)` : `${name} = TypeVar("${name}")`);
const content = `${HEAD.replace('# TYPE VARIABLES\n', variablesText.filter(line => !HEAD.includes(`\n${line}\n`)).join('\n') + '\n')}\n${order.join('\n')}\n\n${TAIL}`;
const hash = createHash('sha256').update(content).digest('hex').slice(0, 16);
writeFileSync(join(root, 'pystream', 'browser.pyi'), `# Made by tools/browser_types.mjs from typescript ${VERSION}; sha256 of what follows: ${hash}\n${content}`);

function wrapped(names) {
  const lines = [];
  let line = '   ';
  for (const name of [...names].sort()) {
    if (line.length + name.length + 1 > 109) {
      lines.push(line);
      line = '   ';
    }
    line += ` ${name}`;
  }
  return [...lines, line].join('\n');
}
for (const name of classes) values.delete(name);
writeFileSync(join(root, 'pystream', 'compiler', 'browser_names.py'), `"""The globals of a browser, as pystream/browser.pyi has them. Made by tools/browser_types.mjs."""

# What is called with \`new\`, and everything else.
CLASSES = frozenset(
    """
${wrapped(classes)}
    """.split()
)
VALUES = frozenset(
    """
${wrapped(values)}
    """.split()
)
GLOBALS = CLASSES | VALUES
`);
