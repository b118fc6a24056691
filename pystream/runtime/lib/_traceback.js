// What the module traceback asks of the runtime: reports, and frames as tuples.
import {Traceback, current_exception, tracebackFrames} from '../builtins/exceptions.js';
import {exceptionFrames, pythonFrames, stackLines} from '../builtins/places.js';
import {exceptionLines, exceptionOnly, frameLines} from '../builtins/report.js';
import {T} from '../builtins/tuple.js';

// The first `limit` frames; the last ones when it is negative.
function limited(frames, limit) {
  if (limit === null) return frames;
  return limit < 0 ? frames.slice(limit) : frames.slice(0, limit);
}

// CPython's entries: a frame and its source line are one, every entry ends its last line.
function entries(lines) {
  const made = [];
  for (const line of lines) {
    const last = made.length - 1;
    if (line.startsWith('    ') && made[last]?.startsWith('  File ')) made[last] += line + '\n';
    else made.push(line + '\n');
  }
  return made;
}

/** The whole report of an exception and of what led to it. */
export function report(e, limit, chain) {
  return entries(exceptionLines(e, x => limited(exceptionFrames(x), limit), chain ? undefined : new Set([e.__cause__, e.__context__])));
}

/** The report's end: the exception and its notes. */
export function report_end(e) {
  return entries(exceptionOnly(e));
}

/** Frames as a report has them. */
export function report_frames(frames) {
  return entries(frameLines(frames));
}

export function current() {
  return current_exception() ?? null;
}

/** (file, line, function, text of the line) for each frame from a traceback on, outermost first. */
export function frames(tb, limit) {
  return tb instanceof Traceback ? limited(tracebackFrames(tb), limit).map(frame => T(...frame)) : [];
}

/** The same for what runs now. */
export function stack() {
  return pythonFrames(stackLines(new Error().stack)).map(frame => T(...frame));
}
