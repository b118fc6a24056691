// Days and clock fields: the proleptic Gregorian calendar, strftime and strptime for time.js and datetime.js. English names (the C locale).
import {ValueError} from '../builtins/exceptions.js';
import {repr_} from '../builtins/repr.js';

export const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export function isLeap(y) {
  return y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
}
export function monthDays(y, m) {
  return m === 2 ? isLeap(y) ? 29 : 28 : m === 4 || m === 6 || m === 9 || m === 11 ? 30 : 31;
}
/** Days before y-m-d plus 1, so that 1 is 0001-01-01. */
export function dayOrdinal(y, m, d) {
  const p = y - 1;
  let n = p * 365 + Math.floor(p / 4) - Math.floor(p / 100) + Math.floor(p / 400) + d;
  for (let i = 1; i < m; i++) n += monthDays(y, i);
  return n;
}
/** [year, month, day] of an ordinal. */
export function ordinalDay(n) {
  let y = Math.max(1, Math.floor((n - 1) / 365.2425) + 1);
  while (dayOrdinal(y, 1, 1) > n) y--;
  while (dayOrdinal(y + 1, 1, 1) <= n) y++;
  let d = n - dayOrdinal(y, 1, 1) + 1;
  let m = 1;
  while (d > monthDays(y, m)) d -= monthDays(y, m++);
  return [y, m, d];
}
/** Monday is 0. */
export function weekdayOf(ordinal) {
  return ((ordinal + 6) % 7 + 7) % 7;
}
/** [ISO year, week, weekday 1 to 7] */
export function isoCalendar(ordinal) {
  const wd = weekdayOf(ordinal);
  const thursday = ordinal - wd + 3;
  const y = ordinalDay(thursday)[0];
  return [y, Math.floor((thursday - dayOrdinal(y, 1, 1)) / 7) + 1, wd + 1];
}
/** Ordinal of Monday of ISO week 1. */
export function isoYearStart(y) {
  const jan4 = dayOrdinal(y, 1, 4);
  return jan4 - weekdayOf(jan4);
}
export function pad(n, width) {
  return n < 0 ? '-' + String(-n).padStart(width - 1, '0') : String(n).padStart(width, '0');
}
/** Seconds east of UTC -> "+01:00", "+01:00:30", "+01:00:30.000001" (seconds may have a fraction in microseconds: us). */
export function offsetText(seconds, us, colon) {
  let total = seconds * 1000000 + us;
  const sign = total < 0 ? '-' : '+';
  total = Math.abs(total);
  const s = Math.floor(total / 1000000);
  const rest = total % 1000000;
  let text = sign + pad(Math.floor(s / 3600), 2) + colon + pad(Math.floor(s / 60) % 60, 2);
  if (s % 60 || rest) text += colon + pad(s % 60, 2);
  if (rest) text += '.' + pad(rest, 6);
  return text;
}

/**
 * strftime. f: {y, mo, d, h, mi, s, us, wd (Monday 0), yd (1..366), zone: name or '', offset: "+0100" or ''}; epoch: () -> seconds for %s.
 */
export function formatTime(format, f) {
  let out = '';
  for (let i = 0; i < format.length; i++) {
    const c = format[i];
    if (c !== '%' || i + 1 >= format.length) {
      out += c;
      continue;
    }
    let code = format[++i];
    let flag = '';
    if ((code === '-' || code === '_' || code === '0') && i + 1 < format.length) {
      flag = code; // glibc: no padding, blanks, zeros
      code = format[++i];
    }
    let text = formatCode(code, f);
    if (flag === '-') text = text.replace(/^[0 ]+(?=.)/, '');
    else if (flag === '_') text = text.replace(/^0+(?=.)/, z => ' '.repeat(z.length));
    out += text;
  }
  return out;
}
function formatCode(code, f) {
  switch (code) {
    case 'Y':
      return String(f.y);
    case 'm':
      return pad(f.mo, 2);
    case 'd':
      return pad(f.d, 2);
    case 'e':
      return String(f.d).padStart(2, ' ');
    case 'H':
      return pad(f.h, 2);
    case 'k':
      return String(f.h).padStart(2, ' ');
    case 'I':
      return pad(f.h % 12 || 12, 2);
    case 'l':
      return String(f.h % 12 || 12).padStart(2, ' ');
    case 'M':
      return pad(f.mi, 2);
    case 'S':
      return pad(f.s, 2);
    case 'f':
      return pad(f.us, 6);
    case 'p':
      return f.h < 12 ? 'AM' : 'PM';
    case 'P':
      return f.h < 12 ? 'am' : 'pm';
    case 'y':
      return pad(f.y % 100, 2);
    case 'C':
      return pad(Math.floor(f.y / 100), 2);
    case 'a':
      return WEEKDAYS[f.wd].slice(0, 3);
    case 'A':
      return WEEKDAYS[f.wd];
    case 'b':
    case 'h':
      return MONTHS[f.mo - 1].slice(0, 3);
    case 'B':
      return MONTHS[f.mo - 1];
    case 'j':
      return pad(f.yd, 3);
    case 'w':
      return String((f.wd + 1) % 7);
    case 'u':
      return String(f.wd + 1);
    case 'U':
      return pad(Math.floor((f.yd - 1 + 7 - (f.wd + 1) % 7) / 7), 2);
    case 'W':
      return pad(Math.floor((f.yd - 1 + 7 - f.wd) / 7), 2);
    case 'G':
      return String(isoCalendar(dayOrdinal(f.y, f.mo, f.d))[0]);
    case 'g':
      return pad(isoCalendar(dayOrdinal(f.y, f.mo, f.d))[0] % 100, 2);
    case 'V':
      return pad(isoCalendar(dayOrdinal(f.y, f.mo, f.d))[1], 2);
    case 'z':
      return f.offset;
    case 'Z':
      return f.zone;
    case 's':
      return String((dayOrdinal(f.y, f.mo, f.d) - 719163) * 86400 + f.h * 3600 + f.mi * 60 + f.s);
    case 'c':
      return formatTime('%a %b %e %H:%M:%S %Y', f);
    case 'x':
    case 'D':
      return formatTime('%m/%d/%y', f);
    case 'X':
    case 'T':
      return formatTime('%H:%M:%S', f);
    case 'F':
      return formatTime('%Y-%m-%d', f);
    case 'R':
      return formatTime('%H:%M', f);
    case 'r':
      return formatTime('%I:%M:%S %p', f);
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '%':
      return '%';
  }
  return '%' + code;
}

const parseParts = {
  d: '(?<d>3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])', f: '(?<f>[0-9]{1,6})', H: '(?<H>2[0-3]|[0-1]\\d|\\d)', I: '(?<I>1[0-2]|0[1-9]|[1-9])',
  G: '(?<G>\\d\\d\\d\\d)', j: '(?<j>36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])', m: '(?<m>1[0-2]|0[1-9]|[1-9])',
  M: '(?<M>[0-5]\\d|\\d)', S: '(?<S>6[0-1]|[0-5]\\d|\\d)', U: '(?<U>5[0-3]|[0-4]\\d|\\d)', W: '(?<W>5[0-3]|[0-4]\\d|\\d)', w: '(?<w>[0-6])',
  u: '(?<u>[1-7])', V: '(?<V>5[0-3]|0[1-9]|[1-4]\\d|\\d)', y: '(?<y>\\d\\d)', Y: '(?<Y>\\d\\d\\d\\d)',
  z: '(?<z>[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|Z)', p: '(?<p>am|pm)', Z: '(?<Z>utc|gmt)', '%': '%',
};
function parseNames(key, list) {
  return '(?<' + key + '>' + list.slice().sort((a, b) => b.length - a.length).join('|') + ')';
}
function parsePattern(format) {
  let out = '';
  const text = format.replace(/[\\.^$*+?()[\]{}|\/]/g, c => '\\' + c).replace(/\s+/g, '\\s+');
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '%') {
      out += text[i];
      continue;
    }
    const c = text[++i];
    if (c === undefined) throw new ValueError("stray % in format '" + format + "'");
    if (c === 'a') out += parseNames('a', WEEKDAYS.map(x => x.slice(0, 3)));
    else if (c === 'A') out += parseNames('A', WEEKDAYS);
    else if (c === 'b') out += parseNames('b', MONTHS.map(x => x.slice(0, 3)));
    else if (c === 'B') out += parseNames('B', MONTHS);
    else if (c === 'c') out += parsePattern('%a %b %d %H:%M:%S %Y');
    else if (c === 'x') out += parsePattern('%m/%d/%y');
    else if (c === 'X') out += parsePattern('%H:%M:%S');
    else if (parseParts[c]) out += parseParts[c];
    else throw new ValueError("'" + (c === '\\' ? '\\\\' : c) + "' is a bad directive in format '" + format + "'");
  }
  return out;
}
/** strptime: {y, mo, d, h, mi, s, us, wd, yd, offset: seconds or null, offsetUs, zone}. ValueError as CPython's. */
export function parseTime(text, format) {
  const re = new RegExp(parsePattern(format), 'iuy');
  const m = re.exec(text);
  if (m === null) throw new ValueError('time data ' + repr_(text) + ' does not match format ' + repr_(format));
  if (m[0].length !== text.length) throw new ValueError('unconverted data remains: ' + text.slice(m[0].length));
  const g = m.groups || {};
  const num = k => g[k] === undefined ? undefined : Number(g[k]);
  const find = (list, k, n) => list.findIndex(x => (n ? x.slice(0, n) : x).toLowerCase() === g[k].toLowerCase());
  let y = null;
  if (g.y !== undefined) y = num('y') + (num('y') <= 68 ? 2000 : 1900);
  if (g.Y !== undefined) y = num('Y');
  let mo = num('m') ?? 1;
  if (g.B !== undefined) mo = find(MONTHS, 'B', 0) + 1;
  else if (g.b !== undefined) mo = find(MONTHS, 'b', 3) + 1;
  let d = num('d') ?? 1;
  let h = num('H') ?? 0;
  if (g.I !== undefined) {
    h = num('I');
    const ap = (g.p || '').toLowerCase();
    if (ap === 'am' || ap === '') h = h === 12 ? 0 : h;
    else if (ap === 'pm') h = h === 12 ? 12 : h + 12;
  }
  let wd = null;
  if (g.A !== undefined) wd = find(WEEKDAYS, 'A', 0);
  else if (g.a !== undefined) wd = find(WEEKDAYS, 'a', 3);
  else if (g.w !== undefined) wd = (num('w') + 6) % 7;
  else if (g.u !== undefined) wd = num('u') - 1;
  let yd = num('j') ?? null;
  const week = g.U !== undefined ? num('U') : g.W !== undefined ? num('W') : null;
  if (g.G !== undefined) {
    if (g.V === undefined || wd === null) {
      throw new ValueError("ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive ('%A', '%a', '%w', or '%u').");
    }
    if (yd !== null) throw new ValueError("Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.");
  } else if (g.V !== undefined) {
    if (wd === null) {
      throw new ValueError("ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive ('%A', '%a', '%w', or '%u').");
    }
    throw new ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.");
  }
  let leap29 = false;
  if (y === null && mo === 2 && d === 29) {
    y = 1904; // 29 February without a year
    leap29 = true;
  } else if (y === null && g.G === undefined) y = 1900;
  if (g.G !== undefined) {
    const r = ordinalDay(isoYearStart(num('G')) + (num('V') - 1) * 7 + wd);
    y = r[0];
    mo = r[1];
    d = r[2];
  } else if (yd === null && wd !== null && week !== null) {
    const first = weekdayOf(dayOrdinal(y, 1, 1));
    const monday = g.W !== undefined;
    const firstDay = monday ? first : (first + 1) % 7;
    const day = monday ? wd : (wd + 1) % 7;
    const zero = (7 - firstDay) % 7;
    yd = week === 0 ? 1 + day - firstDay : 1 + zero + 7 * (week - 1) + day;
    if (yd <= 0) {
      y--;
      yd += isLeap(y) ? 366 : 365;
    }
  }
  if (yd !== null) {
    const r = ordinalDay(dayOrdinal(y, 1, 1) + yd - 1);
    y = r[0];
    mo = r[1];
    d = r[2];
  } else {
    if (d > monthDays(y, mo)) throw new ValueError('day is out of range for month');
    yd = dayOrdinal(y, mo, d) - dayOrdinal(y, 1, 1) + 1;
  }
  if (wd === null || g.G === undefined) wd = wd === null ? weekdayOf(dayOrdinal(y, mo, d)) : wd;
  let offset = null;
  let offsetUs = 0;
  if (g.z !== undefined) {
    if (g.z === 'Z' || g.z === 'z') offset = 0;
    else {
      const z = /^([+-])(\d\d)(:?)(\d\d)(?:(:?)(\d\d)(?:\.(\d{1,6}))?)?$/.exec(g.z);
      if (z[6] !== undefined && z[3] !== z[5]) throw new ValueError('Inconsistent use of : in ' + g.z);
      const sign = z[1] === '-' ? -1 : 1;
      offset = sign * (Number(z[2]) * 3600 + Number(z[4]) * 60 + Number(z[6] || 0));
      offsetUs = sign * Number((z[7] || '0').padEnd(6, '0'));
    }
  }
  return {y: leap29 ? 1900 : y, mo: mo, d: d, h: h, mi: num('M') ?? 0, s: num('S') ?? 0, us: g.f === undefined ? 0 : Number(g.f.padEnd(6, '0')), wd: wd, yd: yd,
    offset: offset, offsetUs: offsetUs, zone: g.Z === undefined ? null : g.Z};
}
/** Seconds east of UTC of the local zone at a local time, or at an instant (UTC seconds). */
export function localOffset(utcSeconds) {
  return -new Date(utcSeconds * 1000).getTimezoneOffset() * 60;
}
/** UTC seconds of a local time: as mktime. */
export function localSeconds(y, mo, d, h, mi, s) {
  const date = new Date(2000, mo - 1, d, h, mi, s);
  date.setFullYear(y, mo - 1, d);
  return Math.floor(date.getTime() / 1000);
}
/** "CET", "UTC", or "GMT+1" where no locale of the browser has a short name. */
export function localZone(utcSeconds) {
  const at = new Date(utcSeconds * 1000);
  let name = 'UTC';
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-CA', 'en-ZA']) {
    const found = new Intl.DateTimeFormat(locale, {timeZoneName: 'short'}).formatToParts(at).find(p => p.type === 'timeZoneName');
    if (found !== undefined) name = found.value;
    if (!name.startsWith('GMT') || name === 'GMT') break;
  }
  return name;
}
