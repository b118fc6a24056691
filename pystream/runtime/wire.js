// Every frame of the wire, as in wire.py. Spec: docs/wire.md; vectors: tests/wire/vectors.json.

export const VERSION = 2;

export const hello = (version, contract, resume, waiting, positions) => encode('hello', version, contract, resume, waiting, positions);
export const call = (id, action, args, named) => encode('call', id, action, args, named);
export const more = (id, used) => encode('more', id, used);
export const cancel = id => encode('cancel', id);
export const chunk = (id, upload, offset, data) => encode('chunk', id, upload, offset, data);
export const ping = (stamp, answers) => encode('ping', stamp, answers);

// Half of a surrogate pair is not text, and the server's reader would refuse the whole message: U+FFFD in its place.
function encode(...items) {
  const message = JSON.stringify(items);
  if (!message.includes('\\ud')) return message;
  return JSON.stringify(items, (_, item) => item?.toWellFormed?.() ?? item);
}

// One message of several encoded frames.
export const join = frames => (frames.length === 1 ? frames[0] : `[${frames.join()}]`);

// The frames in one text message of the server: [kind, ...its fields], as in wire.py; what a server leaves out at the end is
// undefined. Throws an Error with `code`, as wire.py's WireError. Kinds are not looked into: a later server may have more.
export function decode(message) {
  let items;
  try {
    items = JSON.parse(message);
  } catch (why) {
    throw refusal('json', why.message);
  }
  const frames = Array.isArray(items?.[0]) ? items : [items];
  if (!frames.every(frame => typeof frame?.[0] === 'string')) throw refusal('frame', 'it has no kind');
  return frames;
}

function refusal(code, why) {
  return Object.assign(new Error(why), {code});
}
