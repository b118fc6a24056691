// Every frame of the wire, as in wire.py. Spec: docs/wire.md; vectors: tests/wire/vectors.json.

export const VERSION = 1;

export const hello = (version, contract, resume) => encode('hello', version, contract, resume);
export const call = (id, action, args, named) => encode('call', id, action, args, named);
export const cancel = id => encode('cancel', id);
export const ping = stamp => encode('ping', stamp);

// Half of a surrogate pair is not text, and the server's reader would refuse the whole message: U+FFFD in its place.
function encode(...items) {
  const message = JSON.stringify(items);
  if (!message.includes('\\ud')) return message;
  return JSON.stringify(items, (_, item) => item?.toWellFormed?.() ?? item);
}

const any = () => true;
const is = type => item => typeof item === type;
const orNull = fits => item => item === null || fits(item);
const text = is('string');
const flag = is('boolean');
const number = is('number');
const int = Number.isInteger;

const FROM_SERVER = {
  welcome: {
    version: int, client: text, resume: text, resumed: flag, current: flag,
    user: orNull(text), heartbeat_ms: int, timeout_ms: int,
  },
  reply: {id: int, value: any},
  fail: {id: int, error: text, args: any},
  event: {event: text, payload: any, channel: orNull(text)},
  pong: {stamp: number},
  refuse: {code: text, text: text},
};

// The frame in one text message of the server: {kind, ...its fields}. Throws an Error with `code`, as wire.py's WireError.
export function decode(message) {
  let items;
  try {
    items = JSON.parse(message);
  } catch (why) {
    throw refusal('json', why.message);
  }
  const kind = Array.isArray(items) && items[0];
  if (typeof kind !== 'string' || !Object.hasOwn(FROM_SERVER, kind)) throw refusal('frame', 'unknown kind');
  const fields = Object.entries(FROM_SERVER[kind]);
  if (kind === 'event' && items.length === 3) items.push(null);
  if (items.length !== fields.length + 1) throw refusal('frame', `${kind} has ${fields.length} fields`);
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
