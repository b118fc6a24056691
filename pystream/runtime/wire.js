// Every frame of the wire, as in wire.py. Spec: docs/wire.md; vectors: tests/wire/vectors.json.

export const VERSION = 2;

export const hello = (version, contract, resume, waiting, positions) => encode('hello', version, contract, resume, waiting, positions);
export const call = (id, action, args, named) => encode('call', id, action, args, named);
export const more = (id, used) => encode('more', id, used);
export const cancel = id => encode('cancel', id);
export const ping = (stamp, answers) => encode('ping', stamp, answers);

// Half of a surrogate pair is not text, and the server's reader would refuse the whole message: U+FFFD in its place.
function encode(...items) {
  const message = JSON.stringify(items);
  if (!message.includes('\\ud')) return message;
  return JSON.stringify(items, (_, item) => item?.toWellFormed?.() ?? item);
}

// One message of several encoded frames.
export const join = frames => (frames.length === 1 ? frames[0] : `[${frames.join()}]`);

const any = () => true;
const is = type => item => typeof item === type;
const orNull = fits => item => item === null || fits(item);
const text = is('string');
const flag = is('boolean');
const number = is('number');
const int = Number.isInteger;

const FROM_SERVER = {
  welcome: {
    version: int, client: text, resume: text, resumed: flag, taken: int,
    user: orNull(text), heartbeat_ms: int, timeout_ms: int, limit_bytes: int, contract: is('object'),
  },
  reply: {id: int, value: any},
  fail: {id: int, error: text, args: any},
  item: {id: int, value: any, cursor: orNull(text)},
  event: {event: text, payload: any, topic: text, epoch: text, offset: int},
  joined: {topic: text, epoch: text, offset: int},
  left: {topic: text},
  gap: {topic: text},
  pong: {stamp: number},
  refuse: {code: text, text: text},
};
// What a frame may leave out at its end.
const DEFAULTS = {welcome: [null], item: [null], event: ['', 0]};

// The frames in one text message of the server: {kind, ...its fields}. Throws an Error with `code`, as wire.py's WireError.
export function decode(message) {
  let items;
  try {
    items = JSON.parse(message);
  } catch (why) {
    throw refusal('json', why.message);
  }
  return Array.isArray(items?.[0]) ? items.map(frameOf) : [frameOf(items)];
}

function frameOf(items) {
  const kind = Array.isArray(items) && items[0];
  if (typeof kind !== 'string' || !Object.hasOwn(FROM_SERVER, kind)) throw refusal('frame', 'unknown kind');
  const fields = Object.entries(FROM_SERVER[kind]);
  const defaults = DEFAULTS[kind] ?? [];
  const lacking = fields.length + 1 - items.length;
  if (lacking < 0 || lacking > defaults.length) throw refusal('frame', `${kind} has ${fields.length} fields`);
  if (lacking) items.push(...defaults.slice(-lacking));
  const frame = {kind};
  fields.forEach(([name, fits], index) => {
    const item = items[index + 1];
    if (!fits(item)) throw refusal('frame', `${kind}: ${name} does not fit`);
    frame[name] = item;
  });
  return frame;
}

function refusal(code, why) {
  return Object.assign(new Error(why), {code});
}
