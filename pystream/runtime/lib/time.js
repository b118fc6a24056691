// time: clocks and struct_time.
import {cls, meth, prop, statics} from '../builtins/core.js';
import {RuntimeError, TypeError_, ValueError} from '../builtins/exceptions.js';
import {box} from '../builtins/float.js';
import {it} from '../builtins/generators.js';
import {normalize} from '../builtins/int.js';
import {repr_} from '../builtins/repr.js';
import {PyTuple, T, Tuple} from '../builtins/tuple.js';
import {dayOrdinal, formatTime, localOffset, localSeconds, localZone, offsetText, ordinalDay, parseTime, weekdayOf} from './_calendar_fields.js';
import {mathNum} from './math.js';

function timeTime() {
  return box((performance.timeOrigin + performance.now()) / 1000);
}
function timeTimeNs() {
  return normalize(BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n);
}
function timeMonotonic() {
  return box(performance.now() / 1000);
}
function timeMonotonicNs() {
  return normalize(BigInt(Math.round(performance.now() * 1000)) * 1000n);
}
function timePerfCounter() {
  return box(performance.now() / 1000);
}
function timePerfCounterNs() {
  return timeMonotonicNs();
}
function timeProcessTime() {
  return box(performance.now() / 1000);
}
function timeSleep(seconds) {
  const ms = mathNum(seconds) * 1000;
  if (!(ms >= 0)) throw new ValueError('sleep length must be non-negative');
  try {
    // node and workers may wait; a page's own thread may not.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  } catch {
    throw new RuntimeError('time.sleep() would stop the page; write `await asyncio.sleep(seconds)`');
  }
  return null;
}
// January and July of a year: one of them is standard time.
const timezone = /*@__PURE__*/ timeWest(1704067200);
const altzone = /*@__PURE__*/ timeWest(1719792000);
const daylight = /*@__PURE__*/ timeWest(1704067200) === timeWest(1719792000) ? 0 : 1;
const tzname = /*@__PURE__*/ T(localZone(1704067200), localZone(1719792000));
function timeWest(at) {
  return 0 - localOffset(at);
}

/** PyTuple, ready to be a base while the runtime's constants are made. */
export function tupleType(tuple) {
  statics(tuple, PyTuple, 'tuple');
  return PyTuple;
}
const timeFields = ['tm_year', 'tm_mon', 'tm_mday', 'tm_hour', 'tm_min', 'tm_sec', 'tm_wday', 'tm_yday', 'tm_isdst'];
const TimeStruct = /*@__PURE__*/ cls(function struct_time(items) {
  if (!new.target) return new TimeStruct(items);
  return new.target._$alloc(new.target, [items]);
}, 'struct_time', [tupleType(Tuple)], timeStructBody, {module: 'time'});
function timeStructBody(c) {
  timeFields.forEach((name, i) => prop(c, name, function () {
    return this[i];
  }));
  prop(c, 'tm_zone', function () {
    return this._$zone === undefined ? null : this._$zone;
  });
  prop(c, 'tm_gmtoff', function () {
    return this._$offset === undefined ? null : this._$offset;
  });
  c.__repr__ = meth(function () {
    return 'time.struct_time(' + timeFields.map((name, i) => name + '=' + repr_(this[i])).join(', ') + ')';
  }, 'struct_time.__repr__(self)');
}
function timeStruct(f, dst, zone, offset) {
  const t = TimeStruct([f.y, f.mo, f.d, f.h, f.mi, f.s, f.wd, f.yd, dst]);
  t._$zone = zone;
  t._$offset = offset;
  return t;
}
// the fields of UTC seconds
function timeBreak(seconds) {
  const days = Math.floor(seconds / 86400);
  const rest = seconds - days * 86400;
  const r = ordinalDay(days + 719163);
  return {y: r[0], mo: r[1], d: r[2], h: Math.floor(rest / 3600), mi: Math.floor(rest / 60) % 60, s: rest % 60, us: 0, wd: weekdayOf(days + 719163),
    yd: days + 719163 - dayOrdinal(r[0], 1, 1) + 1, zone: 'UTC', offset: '+0000'};
}
function timeSeconds(secs) {
  return secs === undefined || secs === null ? Math.floor(Date.now() / 1000) : Math.floor(mathNum(secs));
}
function timeDst(seconds) {
  const y = new Date(seconds * 1000).getFullYear();
  const winter = Math.max(new Date(y, 0, 1).getTimezoneOffset(), new Date(y, 6, 1).getTimezoneOffset());
  return new Date(seconds * 1000).getTimezoneOffset() < winter ? 1 : 0;
}
function timeGmtime(secs) {
  return timeStruct(timeBreak(timeSeconds(secs)), 0, 'UTC', 0);
}
function timeLocaltime(secs) {
  const s = timeSeconds(secs);
  const offset = localOffset(s);
  return timeStruct(timeBreak(s + offset), timeDst(s), localZone(s), offset);
}
// struct_time or a tuple of nine -> fields
function timeTake(t) {
  const a = [...it(t)];
  if (!Array.isArray(t)) throw new TypeError_('Tuple or struct_time argument required');
  if (a.length < 9) throw new TypeError_('time tuple must have exactly 9 items');
  const mo = a[1] || 1;
  const d = a[2] || 1;
  if (mo < 1 || mo > 12) throw new ValueError('month out of range');
  if (d < 1 || d > 31) throw new ValueError('day of month out of range');
  if (a[3] < 0 || a[3] > 23) throw new ValueError('hour out of range');
  if (a[4] < 0 || a[4] > 59) throw new ValueError('minute out of range');
  if (a[5] < 0 || a[5] > 61) throw new ValueError('seconds out of range');
  const s = timeSecondsOf(a);
  return {y: a[0], mo: mo, d: d, h: a[3], mi: a[4], s: a[5], us: 0, wd: (a[6] % 7 + 7) % 7, yd: a[7] || 1, zone: t._$zone === undefined ? localZone(s) : t._$zone,
    offset: offsetText(t._$offset === undefined ? localOffset(s) : t._$offset, 0, '')};
}
function timeSecondsOf(a) {
  return localSeconds(a[0], a[1], a[2], a[3], a[4], a[5]);
}
function timeStrftime(format, t) {
  return formatTime(format, timeTake(t === undefined || t === null ? timeLocaltime() : t));
}
function timeStrptime(string, format = '%a %b %d %H:%M:%S %Y') {
  const f = parseTime(string, format);
  return timeStruct(f, f.zone === null ? -1 : 0, f.zone === null ? undefined : f.zone.toUpperCase(), f.offset === null ? undefined : f.offset);
}
function timeMktime(t) {
  return box(timeSecondsOf([...it(t)]));
}
function timeAsctime(t) {
  return formatTime('%a %b %e %H:%M:%S %Y', timeTake(t === undefined || t === null ? timeLocaltime() : t));
}
function timeCtime(secs) {
  return timeAsctime(timeLocaltime(secs));
}

export {timezone, altzone, daylight, tzname, timeTime as time, timeTimeNs as time_ns, timeMonotonic as monotonic, timeMonotonicNs as monotonic_ns, timePerfCounter as perf_counter,
  timePerfCounterNs as perf_counter_ns, timeProcessTime as process_time, timeSleep as sleep, TimeStruct as struct_time, timeGmtime as gmtime,
  timeLocaltime as localtime, timeStrftime as strftime, timeStrptime as strptime, timeMktime as mktime, timeAsctime as asctime, timeCtime as ctime};
