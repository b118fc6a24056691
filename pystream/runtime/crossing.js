// Values on their way to a worker and back. This plain version takes what structured cloning carries; an engine links its own
// file in this one's place.

export function define_class() {}

export function define_raised() {}

export function pack(value) {
  return value ?? null;
}

export function unpack(packed) {
  return packed;
}

export function packError(error) {
  return {text: String(error)};
}

export function unpackError({text}) {
  return new Error(text);
}
