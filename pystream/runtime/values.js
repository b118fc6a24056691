// Python values <-> JSON, and the few things that depend on how an engine represents Python.
//
// This plain version takes JavaScript values for Python ones. An engine links its own file in this one's place;
// no other runtime file looks into a Python value.

// What JSON can carry: dict -> object, set -> array, Date -> ISO text, bytes -> base64, an object -> its fields.
export function toWire(value) {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(toWire);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return btoa(String.fromCharCode(...value));
  if (value instanceof Set) return [...value].map(toWire);
  const pairs = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(pairs.map(([key, item]) => [key, toWire(item)]));
}

// The value that `json` stands for. `type` is a tree as in contract.py, `types` maps a name to [kind, fields].
export function fromWire(json, type, types) {
  const [kind, ...inner] = [type].flat();
  const of = (item, tree) => fromWire(item, tree, types);
  if (json === null) return null;
  switch (kind) {
    case 'datetime': return new Date(json);
    case 'bytes': return Uint8Array.from(atob(json), char => char.charCodeAt(0));
    case 'list': case 'rest': return json.map(item => of(item, inner[0]));
    case 'set': case 'frozenset': return new Set(json.map(item => of(item, inner[0])));
    case 'tuple': return json.map((item, index) => of(item, inner[index]));
    case 'dict': return new Map(Object.entries(json).map(([key, item]) => [key, of(item, inner[1])]));
    case 'union': return of(json, inner.find(tree => tree !== 'none'));
    case 'ref': {
      const [what, fields] = types.get(inner[0]);
      if (what === 'enum') return json;
      return Object.fromEntries(fields.map(([name, tree]) => [name, of(json[name], tree)]));
    }
  }
  return json;
}

// Of the values of a class `write` makes what travels.
export function travels() {}

export function makeError(errorClass, args) {
  return new errorClass(...args);
}

export function errorText(error) {
  return String(error);
}

// On the console, of what an app's function raised.
export function tell(what, error) {
  console.error(`${what}: ${errorText(error)}`, error);
}

// Call a Python function with as many of `args` as it takes; may return a promise.
export function invoke(handler, args) {
  return handler(...args);
}

// Take keyword arguments off the end of a call's arguments: {name: value}.
export function named(args) {
  const last = args[args.length - 1];
  return last !== null && typeof last === 'object' ? args.pop() : {};
}

// What an import raises.
export function missing(module, text) {
  return new Error(text);
}

// What a worker that is told to give up does to its task.
export function cancelTask(task) {
  task.cancel();
}

// The exception that a worker tells of.
export function pythonError(error) {
  return error;
}
