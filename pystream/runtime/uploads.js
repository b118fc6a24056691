// Uploads: a File or Blob as an argument of a call goes as a description, and its bytes when the server wants them.
//
// The server names bytes by their place in the file, so a broken line costs nothing: it asks again from where it is.

import {run} from './handlers.js';
import {keywords} from './keywords.js';
import {invoke, toWire} from './values.js';
import {chunk} from './wire.js';

const CHUNK_BYTES = 49152; // 64 KiB as base64
const FRAME_BYTES = 128; // of a chunk's frame, at most, besides its data

class Upload {
  constructor(blob, progress) {
    this.blob = blob;
    this.progress = progress;
  }
}

// `upload(file, progress=show)`: show(sent_bytes, total_bytes) as the file goes out.
export function upload(blob, ...args) {
  const [progress] = keywords(args, ['progress']);
  return new Upload(blob, progress);
}

// How an argument is written; if it is a file it joins those of its call. Of each: `at`, the next byte to send on this line,
// null before the server wants any, and `upto`, where to stop.
export function describe(value, files) {
  const {blob, progress} = value instanceof Upload ? value : {blob: value};
  if (!(blob instanceof Blob)) return toWire(blob);
  const number = files.push({blob, progress, at: null, upto: 0, shown: 0, isBusy: false}) - 1;
  return {upload: number, name: blob.name ?? '', size: blob.size, type: blob.type};
}

// Nothing is sent until the server wants it again.
export function pause(entry) {
  for (const file of entry.files ?? []) {
    file.at = null;
    file.upto = 0;
  }
}

// The server has the file's bytes below `begin`; those below `upto` may follow.
export function want(line, entry, number, begin, upto, limit_bytes) {
  const file = entry.files[number];
  file.at ??= begin;
  file.upto = upto;
  if (!file.isBusy) send(line, entry, number, Math.min(CHUNK_BYTES, Math.floor((limit_bytes - FRAME_BYTES) * 0.75)));
}

async function send(line, entry, number, most) {
  const file = entry.files[number];
  const {blob, progress} = file;
  file.isBusy = true;
  while (file.at !== null && file.at < file.upto) {
    const {at} = file;
    const end = Math.min(at + most, file.upto);
    const data = await read(blob.slice(at, end));
    // Meanwhile the line broke, or the server wants no more.
    if (file.at !== at || file.upto < end) continue;
    line.send(chunk(entry.id, number, at, data));
    file.at = data === null ? file.upto : end;
    if (progress && data !== null && end > file.shown) {
      file.shown = end;
      run('upload progress', () => invoke(() => progress(end, blob.size), []));
    }
  }
  file.isBusy = false;
}

// As base64; null if the file cannot be read, as when it was changed since it was chosen.
async function read(blob) {
  try {
    return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
  } catch {
    return null;
  }
}
