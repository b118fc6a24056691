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

// Each kind's fields in order: i int, n number, s text, b flag, o object or null, t text or null, * anything. What a frame
// may leave out at its end has its default in DEFAULTS.
const FROM_SERVER = {
  welcome: 'issbitiiio', reply: 'i*', fail: 'is*', item: 'i*t', event: 's*ssi', joined: 'ssi', left: 's', gap: 's', pong: 'n',
  refuse: 'ss',
};
const DEFAULTS = {welcome: [null], item: [null], event: ['', 0]};

// The frames in one text message of the server: [kind, ...its fields]. Throws an Error with `code`, as wire.py's WireError.
export function decode(message) {
  let items;
  try {
    items = JSON.parse(message);
  } catch (why) {
    throw refusal('json', why.message);
  }
  const frames = Array.isArray(items?.[0]) ? items : [items];
  frames.forEach(check);
  return frames;
}

function check(frame) {
  const kind = Array.isArray(frame) && frame[0];
  const fields = typeof kind === 'string' && Object.hasOwn(FROM_SERVER, kind) ? FROM_SERVER[kind] : '';
  const defaults = DEFAULTS[kind] ?? [];
  const lacking = fields.length + 1 - frame?.length;
  if (lacking > 0 && lacking <= defaults.length) frame.push(...defaults.slice(-lacking));
  if (!fields || frame.length !== fields.length + 1 || ![...fields].every((code, at) => fits(code, frame[at + 1]))) {
    throw refusal('frame', 'its kind or fields are unknown');
  }
}

function fits(code, item) {
  if (code === 't') return item === null || typeof item === 'string';
  return code === '*' || (code === 'i' ? Number.isInteger(item) : (typeof item)[0] === code);
}

function refusal(code, why) {
  return Object.assign(new Error(why), {code});
}
