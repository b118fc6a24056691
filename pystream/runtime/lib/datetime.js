// datetime: date, time, datetime, timedelta, timezone, tzinfo. A day is its proleptic ordinal, a timedelta its days, seconds and microseconds.
import {NotImplemented, PyObject, classm, cls, hidden, meth, prop, typeName} from '../builtins/core.js';
import {NotImplementedError, OverflowError, TypeError_, ValueError, ZeroDivisionError} from '../builtins/exceptions.js';
import {box, isFloat, normalize} from '../builtins/float.js';
import {hash, truediv} from '../builtins/ops.js';
import {repr_} from '../builtins/repr.js';
import {T, Tuple} from '../builtins/tuple.js';
import {dayOrdinal, formatTime, isoCalendar, isoYearStart, localOffset, localSeconds, localZone, monthDays, offsetText, ordinalDay, pad, parseTime,
  weekdayOf} from './_calendar_fields.js';
import {mathInt, mathNum} from './math.js';
import {struct_time, tupleType} from './time.js';

const DATE_MINYEAR = 1;
const DATE_MAXYEAR = 9999;
const DAY_US = 86400000000n;

// ---- timedelta

// nearest, ties to even
function dateRound(x) {
  const r = Math.round(x);
  return Math.abs(x % 1) === 0.5 && r % 2 !== 0 ? r - 1 : r;
}
/** An exact number of microseconds, as BigInt. */
function deltaUs(d) {
  return BigInt(d.days) * DAY_US + BigInt(d.seconds) * 1000000n + BigInt(d.microseconds);
}
function deltaOf(us) {
  let days = us / DAY_US;
  let rest = us % DAY_US;
  if (rest < 0n) {
    rest += DAY_US;
    days -= 1n;
  }
  const d = Object.create(DateTimedelta.prototype);
  deltaSet(d, Number(days), Math.floor(Number(rest) / 1000000), Number(rest % 1000000n));
  return d;
}
function deltaSet(d, days, seconds, us) {
  if (days < -2147483648 || days > 2147483647) throw new OverflowError('Python int too large to convert to C int');
  if (days < -999999999 || days > 999999999) throw new OverflowError('days=' + days + '; must have magnitude <= 999999999');
  d.days = days;
  d.seconds = seconds;
  d.microseconds = us;
}
// us, exactly: the whole part of value times unit, and the rest of a float collected in `left`
function deltaPart(value, unit, name, left) {
  if (typeof value === 'boolean') value = value ? 1 : 0;
  if (typeof value === 'bigint' || typeof value === 'number' && Number.isInteger(value)) return BigInt(value) * unit;
  if (!isFloat(value)) throw new TypeError_('unsupported type for timedelta ' + name + ' component: ' + typeName(value));
  const v = mathNum(value);
  if (v !== v) throw new ValueError('cannot convert float NaN to integer');
  if (v - v !== 0) throw new OverflowError('cannot convert float infinity to integer');
  const whole = Math.trunc(v);
  left.us += (v - whole) * Number(unit);
  return BigInt(whole) * unit;
}
// a ratio of BigInts rounded half to even
function dateDivide(a, b) {
  if (b < 0n) {
    a = -a;
    b = -b;
  }
  let q = a / b;
  let r = a % b;
  if (r < 0n) {
    r += b;
    q -= 1n;
  }
  const twice = r * 2n;
  return twice > b || twice === b && q & 1n ? q + 1n : q;
}
function dateFloorDiv(a, b) {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}
// a float as an exact ratio
function dateRatio(x) {
  let v = mathNum(x);
  if (v !== v) throw new ValueError('cannot convert NaN to integer ratio');
  if (v - v !== 0) throw new OverflowError('cannot convert Infinity to integer ratio');
  let den = 1n;
  while (!Number.isInteger(v)) {
    v *= 2;
    den *= 2n;
  }
  return [BigInt(v), den];
}
function dateIsInt(x) {
  return typeof x === 'bigint' || typeof x === 'boolean' || typeof x === 'number' && Number.isInteger(x);
}

const DateTimedelta = /*@__PURE__*/ cls(function timedelta(...a) {
  if (!new.target) return new DateTimedelta(...a);
  this.__init__(...a);
}, 'timedelta', [PyObject], dateTimedeltaBody, {module: 'datetime'});
function dateTimedeltaBody(c) {
  hidden(c, '_$dotted', 'datetime');
  c.__init__ = meth(function (days = 0, seconds = 0, microseconds = 0, milliseconds = 0, minutes = 0, hours = 0, weeks = 0) {
    const left = {us: 0};
    let us = deltaPart(microseconds, 1n, 'microseconds', left);
    us += deltaPart(milliseconds, 1000n, 'milliseconds', left);
    us += deltaPart(seconds, 1000000n, 'seconds', left);
    us += deltaPart(minutes, 60000000n, 'minutes', left);
    us += deltaPart(hours, 3600000000n, 'hours', left);
    us += deltaPart(days, DAY_US, 'days', left);
    us += deltaPart(weeks, 7n * DAY_US, 'weeks', left);
    if (left.us) {
      // half to even of the sum: the whole part decides what even is
      let whole = dateRound(left.us);
      if (Math.abs(left.us % 1) === 0.5 && us & 1n) whole = 2 * Math.round(left.us / 2 - 0.5) + 1;
      us += BigInt(whole);
    }
    const d = deltaOf(us);
    deltaSet(this, d.days, d.seconds, d.microseconds);
    return null;
  }, 'timedelta.__init__(self,days=,seconds=,microseconds=,milliseconds=,minutes=,hours=,weeks=)');
  c.total_seconds = meth(function () {
    return truediv(normalize(deltaUs(this)), 1000000);
  }, 'timedelta.total_seconds(self)');
  c.__repr__ = meth(function () {
    const parts = [];
    if (this.days) parts.push('days=' + this.days);
    if (this.seconds) parts.push('seconds=' + this.seconds);
    if (this.microseconds) parts.push('microseconds=' + this.microseconds);
    return dateTypeName(this) + '(' + (parts.length ? parts.join(', ') : '0') + ')';
  }, 'timedelta.__repr__(self)');
  c.__str__ = meth(function () {
    let s = Math.floor(this.seconds / 3600) + ':' + pad(Math.floor(this.seconds / 60) % 60, 2) + ':' + pad(this.seconds % 60, 2);
    if (this.days) s = this.days + ' day' + (Math.abs(this.days) === 1 ? '' : 's') + ', ' + s;
    return this.microseconds ? s + '.' + pad(this.microseconds, 6) : s;
  }, 'timedelta.__str__(self)');
  c.__add__ = meth(function (o) {
    return o instanceof DateTimedelta ? deltaOf(deltaUs(this) + deltaUs(o)) : NotImplemented;
  }, 'timedelta.__add__(self,o)');
  c.__radd__ = meth(function (o) {
    return o instanceof DateTimedelta ? deltaOf(deltaUs(this) + deltaUs(o)) : NotImplemented;
  }, 'timedelta.__radd__(self,o)');
  c.__sub__ = meth(function (o) {
    return o instanceof DateTimedelta ? deltaOf(deltaUs(this) - deltaUs(o)) : NotImplemented;
  }, 'timedelta.__sub__(self,o)');
  c.__rsub__ = meth(function (o) {
    return o instanceof DateTimedelta ? deltaOf(deltaUs(o) - deltaUs(this)) : NotImplemented;
  }, 'timedelta.__rsub__(self,o)');
  c.__neg__ = meth(function () {
    return deltaOf(-deltaUs(this));
  }, 'timedelta.__neg__(self)');
  c.__pos__ = meth(function () {
    return deltaOf(deltaUs(this));
  }, 'timedelta.__pos__(self)');
  c.__abs__ = meth(function () {
    return this.days < 0 ? deltaOf(-deltaUs(this)) : deltaOf(deltaUs(this));
  }, 'timedelta.__abs__(self)');
  c.__mul__ = meth(function (o) {
    return deltaTimes(this, o);
  }, 'timedelta.__mul__(self,o)');
  c.__rmul__ = meth(function (o) {
    return deltaTimes(this, o);
  }, 'timedelta.__rmul__(self,o)');
  c.__truediv__ = meth(function (o) {
    const us = deltaUs(this);
    if (o instanceof DateTimedelta) {
      const by = deltaUs(o);
      if (by === 0n) throw new ZeroDivisionError('division by zero');
      return truediv(normalize(us), normalize(by));
    }
    if (dateIsInt(o)) {
      if (o == 0) throw new ZeroDivisionError('integer division or modulo by zero');
      return deltaOf(dateDivide(us, BigInt(o)));
    }
    if (isFloat(o)) {
      const r = dateRatio(o);
      if (r[0] === 0n) throw new ZeroDivisionError('integer division or modulo by zero');
      return deltaOf(dateDivide(us * r[1], r[0]));
    }
    return NotImplemented;
  }, 'timedelta.__truediv__(self,o)');
  c.__floordiv__ = meth(function (o) {
    const us = deltaUs(this);
    if (o instanceof DateTimedelta || dateIsInt(o)) {
      const by = o instanceof DateTimedelta ? deltaUs(o) : BigInt(o);
      if (by === 0n) throw new ZeroDivisionError('integer division or modulo by zero');
      const q = dateFloorDiv(us, by);
      return o instanceof DateTimedelta ? normalize(q) : deltaOf(q);
    }
    return NotImplemented;
  }, 'timedelta.__floordiv__(self,o)');
  c.__mod__ = meth(function (o) {
    if (!(o instanceof DateTimedelta)) return NotImplemented;
    const by = deltaUs(o);
    if (by === 0n) throw new ZeroDivisionError('integer modulo by zero');
    const us = deltaUs(this);
    return deltaOf(us - dateFloorDiv(us, by) * by);
  }, 'timedelta.__mod__(self,o)');
  c.__divmod__ = meth(function (o) {
    if (!(o instanceof DateTimedelta)) return NotImplemented;
    if (!o.__bool__()) throw new ZeroDivisionError('integer division or modulo by zero');
    return T(this.__floordiv__(o), this.__mod__(o));
  }, 'timedelta.__divmod__(self,o)');
  c.__bool__ = meth(function () {
    return this.days !== 0 || this.seconds !== 0 || this.microseconds !== 0;
  }, 'timedelta.__bool__(self)');
  c.__hash__ = meth(function () {
    return hash(T(this.days, this.seconds, this.microseconds));
  }, 'timedelta.__hash__(self)');
  dateCompare(c, () => DateTimedelta, (a, b) => deltaUs(a) < deltaUs(b) ? -1 : deltaUs(a) > deltaUs(b) ? 1 : 0);
  dateLazy(c, 'min', () => deltaOf(-999999999n * DAY_US));
  dateLazy(c, 'max', () => deltaOf(1000000000n * DAY_US - 1n));
  dateLazy(c, 'resolution', () => deltaOf(1n));
}
function deltaTimes(d, o) {
  if (dateIsInt(o)) return deltaOf(deltaUs(d) * BigInt(o));
  if (isFloat(o)) {
    const r = dateRatio(o);
    return deltaOf(dateDivide(deltaUs(d) * r[0], r[1]));
  }
  return NotImplemented;
}
function dateTypeName(o) {
  const C = o._$class;
  return C._$module === 'builtins' || C._$module === '__main__' ? C._$name : C._$module + '.' + C._$name;
}
// a class attribute that needs the finished class
function dateLazy(c, name, make) {
  let value;
  Object.defineProperty(c, name, {configurable: true, get() {
    return value === undefined ? value = make() : value;
  }});
}
// the six comparisons; type: () -> the class the other side must have; order(a, b) -> -1, 0, 1, or undefined: never equal
function dateCompare(c, type, order) {
  const fits = (a, b) => b instanceof type() && (!a._$exact || a._$exact(b));
  const ordered = (a, b) => {
    if (!(b instanceof type())) return false;
    if (a._$exact && !a._$exact(b)) throw new TypeError_("can't compare datetime.datetime to datetime.date");
    return true;
  };
  c.__eq__ = meth(function (o) {
    return fits(this, o) ? order(this, o, true) === 0 : NotImplemented;
  }, '__eq__(self,other)');
  c.__ne__ = meth(function (o) {
    return fits(this, o) ? order(this, o, true) !== 0 : NotImplemented;
  }, '__ne__(self,other)');
  c.__lt__ = meth(function (o) {
    return ordered(this, o) ? order(this, o, false) < 0 : NotImplemented;
  }, '__lt__(self,other)');
  c.__le__ = meth(function (o) {
    return ordered(this, o) ? order(this, o, false) <= 0 : NotImplemented;
  }, '__le__(self,other)');
  c.__gt__ = meth(function (o) {
    return ordered(this, o) ? order(this, o, false) > 0 : NotImplemented;
  }, '__gt__(self,other)');
  c.__ge__ = meth(function (o) {
    return ordered(this, o) ? order(this, o, false) >= 0 : NotImplemented;
  }, '__ge__(self,other)');
}

// ---- checks

function dateWhole(x) {
  if (typeof x === 'number' && Number.isInteger(x)) return x;
  if (isFloat(x)) throw new TypeError_("'float' object cannot be interpreted as an integer");
  return Number(mathInt(x));
}
function dateCheck(y, m, d) {
  if (y < 1 || y > 9999) throw new ValueError('year ' + y + ' is out of range');
  if (m < 1 || m > 12) throw new ValueError('month must be in 1..12');
  if (d < 1 || d > monthDays(y, m)) throw new ValueError('day is out of range for month');
}
function timeCheck(h, mi, s, us, fold) {
  if (h < 0 || h > 23) throw new ValueError('hour must be in 0..23');
  if (mi < 0 || mi > 59) throw new ValueError('minute must be in 0..59');
  if (s < 0 || s > 59) throw new ValueError('second must be in 0..59');
  if (us < 0 || us > 999999) throw new ValueError('microsecond must be in 0..999999');
  if (fold !== 0 && fold !== 1) throw new ValueError('fold must be either 0 or 1');
}
function zoneCheck(tz) {
  if (tz !== null && !(tz instanceof DateTzinfo)) throw new TypeError_("tzinfo argument must be None or of a tzinfo subclass, not type '" + typeName(tz) + "'");
}
// utcoffset of tz for dt as BigInt microseconds; null: naive
function zoneUs(tz, dt) {
  if (tz === null) return null;
  const d = tz.utcoffset(dt);
  if (d === null) return null;
  if (!(d instanceof DateTimedelta)) throw new TypeError_("tzinfo.utcoffset() must return None or a timedelta, not '" + typeName(d) + "'");
  const us = deltaUs(d);
  if (us <= -DAY_US || us >= DAY_US) {
    throw new ValueError('offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).');
  }
  return us;
}
function zoneText(us, colon) {
  return us === null ? '' : offsetText(Math.trunc(Number(us) / 1000000), Number(us % 1000000n), colon);
}
function clockText(h, mi, s, us, spec) {
  const hms = pad(h, 2) + ':' + pad(mi, 2) + ':' + pad(s, 2);
  switch (spec) {
    case 'auto':
      return us ? hms + '.' + pad(us, 6) : hms;
    case 'hours':
      return pad(h, 2);
    case 'minutes':
      return pad(h, 2) + ':' + pad(mi, 2);
    case 'seconds':
      return hms;
    case 'milliseconds':
      return hms + '.' + pad(Math.floor(us / 1000), 3);
    case 'microseconds':
      return hms + '.' + pad(us, 6);
  }
  throw new ValueError('Unknown timespec value');
}

// ---- tzinfo, timezone

const DateTzinfo = /*@__PURE__*/ cls(function tzinfo(...a) {
  if (!new.target) return new DateTzinfo(...a);
  this.__init__(...a);
}, 'tzinfo', [PyObject], dateTzinfoBody, {module: 'datetime'});
function dateTzinfoBody(c) {
  hidden(c, '_$dotted', 'datetime');
  c.__init__ = meth(function (...args) {
    return null;
  }, 'tzinfo.__init__(self,*args)');
  c.utcoffset = meth(function (dt) {
    throw new NotImplementedError('a tzinfo subclass must implement utcoffset()');
  }, 'tzinfo.utcoffset(self,dt)');
  c.dst = meth(function (dt) {
    throw new NotImplementedError('a tzinfo subclass must implement dst()');
  }, 'tzinfo.dst(self,dt)');
  c.tzname = meth(function (dt) {
    throw new NotImplementedError('a tzinfo subclass must implement tzname()');
  }, 'tzinfo.tzname(self,dt)');
  c.fromutc = meth(function (dt) {
    if (!(dt instanceof Datetime)) throw new TypeError_('fromutc: argument must be a datetime');
    if (dt._$tz !== this) throw new ValueError('fromutc: dt.tzinfo is not self');
    const offset = this.utcoffset(dt);
    if (offset === null) throw new ValueError('fromutc: non-None utcoffset() result required');
    const dst = this.dst(dt);
    if (dst === null) throw new ValueError('fromutc: non-None dst() result required');
    const standard = dt.__add__(offset.__sub__(dst));
    return standard.__add__(this.dst(standard));
  }, 'tzinfo.fromutc(self,dt)');
}

const DateTimezone = /*@__PURE__*/ cls(function timezone(...a) {
  if (!new.target) return new DateTimezone(...a);
  this.__init__(...a);
}, 'timezone', [DateTzinfo], dateTimezoneBody, {module: 'datetime'});
function dateTimezoneBody(c) {
  c.__init__ = meth(function (offset, name) {
    if (!(offset instanceof DateTimedelta)) throw new TypeError_('timezone() argument 1 must be datetime.timedelta, not ' + typeName(offset));
    if (name !== undefined && typeof name !== 'string') throw new TypeError_('timezone() argument 2 must be str, not ' + typeName(name));
    const us = deltaUs(offset);
    if (us <= -DAY_US || us >= DAY_US) {
      throw new ValueError('offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not ' + repr_(offset) + '.');
    }
    this._$offset = offset;
    this._$title = name === undefined ? null : name;
    return null;
  }, 'timezone.__init__(self,offset,name=)');
  c.utcoffset = meth(function (dt) {
    return this._$offset;
  }, 'timezone.utcoffset(self,dt)');
  c.dst = meth(function (dt) {
    return null;
  }, 'timezone.dst(self,dt)');
  c.tzname = meth(function (dt) {
    if (this._$title !== null) return this._$title;
    const us = deltaUs(this._$offset);
    return us === 0n ? 'UTC' : 'UTC' + zoneText(us, ':');
  }, 'timezone.tzname(self,dt)');
  c.fromutc = meth(function (dt) {
    if (dt._$tz !== this) throw new ValueError('fromutc: dt.tzinfo is not self');
    return dt.__add__(this._$offset);
  }, 'timezone.fromutc(self,dt)');
  c.__repr__ = meth(function () {
    if (this === DateTimezone.prototype.utc) return 'datetime.timezone.utc';
    return 'datetime.timezone(' + repr_(this._$offset) + (this._$title === null ? '' : ', ' + repr_(this._$title)) + ')';
  }, 'timezone.__repr__(self)');
  c.__str__ = meth(function () {
    return this.tzname(null);
  }, 'timezone.__str__(self)');
  c.__eq__ = meth(function (o) {
    return o instanceof DateTimezone ? deltaUs(this._$offset) === deltaUs(o._$offset) : NotImplemented;
  }, 'timezone.__eq__(self,o)');
  c.__hash__ = meth(function () {
    return hash(this._$offset);
  }, 'timezone.__hash__(self)');
  dateLazy(c, 'utc', () => new DateTimezone(deltaOf(0n)));
  dateLazy(c, 'min', () => new DateTimezone(deltaOf(-86340000000n)));
  dateLazy(c, 'max', () => new DateTimezone(deltaOf(86340000000n)));
}
const DATE_UTC = /*@__PURE__*/ dateUtc(DateTimezone, DateTimedelta);
function dateUtc(zone) {
  return zone.prototype.utc;
}
function zoneUtc() {
  return DateTimezone.prototype.utc;
}

// ---- date

function ordinalOf(d) {
  return dayOrdinal(d.year, d.month, d.day);
}
function ordinalCheck(n) {
  if (n < 1 || n > 3652059) throw new OverflowError('date value out of range');
  return ordinalDay(n);
}
function dateFields(d) {
  const n = ordinalOf(d);
  return {y: d.year, mo: d.month, d: d.day, h: 0, mi: 0, s: 0, us: 0, wd: weekdayOf(n), yd: n - dayOrdinal(d.year, 1, 1) + 1, zone: '', offset: ''};
}
function isoDate(text) {
  let m = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) || /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  if (m !== null) {
    const r = [Number(m[1]), Number(m[2]), Number(m[3])];
    dateCheck(r[0], r[1], r[2]);
    return r;
  }
  m = /^(\d{4})-W(\d\d)(?:-(\d))?$/.exec(text) || /^(\d{4})W(\d\d)(\d)?$/.exec(text);
  if (m !== null) return isoWeek(Number(m[1]), Number(m[2]), Number(m[3] === undefined ? 1 : m[3]));
  return null;
}
function isoWeek(y, w, d) {
  if (y < 1 || y > 9999) throw new ValueError('Year is out of range: ' + y);
  if (w < 1 || w > 52 && !(w === 53 && (isoYearStart(y + 1) - isoYearStart(y)) / 7 === 53)) throw new ValueError('Invalid week: ' + w);
  if (d < 1 || d > 7) throw new ValueError('Invalid day: ' + d + ' (range is [1, 7])');
  return ordinalDay(isoYearStart(y) + (w - 1) * 7 + d - 1);
}
const DateIsoCalendar = /*@__PURE__*/ cls(function IsoCalendarDate(...a) {
  if (!new.target) return new DateIsoCalendar(...a);
  return new.target._$alloc(new.target, [a]);
}, 'IsoCalendarDate', [tupleType(Tuple)], dateIsoCalendarBody, {module: 'datetime'});
function dateIsoCalendarBody(c) {
  ['year', 'week', 'weekday'].forEach((name, i) => prop(c, name, function () {
    return this[i];
  }));
  c.__repr__ = meth(function () {
    return 'datetime.IsoCalendarDate(year=' + this[0] + ', week=' + this[1] + ', weekday=' + this[2] + ')';
  }, 'IsoCalendarDate.__repr__(self)');
}

const DateDate = /*@__PURE__*/ cls(function date(...a) {
  if (!new.target) return new DateDate(...a);
  this.__init__(...a);
}, 'date', [PyObject], dateDateBody, {module: 'datetime'});
function dateDateBody(c) {
  hidden(c, '_$dotted', 'datetime');
  c.__init__ = meth(function (year, month, day) {
    if (month === undefined) throw new TypeError_("function missing required argument 'month' (pos 2)");
    if (day === undefined) throw new TypeError_("function missing required argument 'day' (pos 3)");
    const y = dateWhole(year);
    const m = dateWhole(month);
    const d = dateWhole(day);
    dateCheck(y, m, d);
    this.year = y;
    this.month = m;
    this.day = d;
    return null;
  }, 'date.__init__(self,year,month=,day=)');
  classm(c, 'today', function () {
    const now = new Date();
    return this(now.getFullYear(), now.getMonth() + 1, now.getDate());
  }, 'today(cls)');
  classm(c, 'fromtimestamp', function (timestamp) {
    const t = Math.floor(mathNum(timestamp));
    const r = ordinalDay(Math.floor((t + localOffset(t)) / 86400) + 719163);
    return this(r[0], r[1], r[2]);
  }, 'fromtimestamp(cls,timestamp)');
  classm(c, 'fromordinal', function (n) {
    const k = dateWhole(n);
    if (k < 1) throw new ValueError('ordinal must be >= 1');
    if (k > 3652059) throw new ValueError('year ' + ordinalDay(k)[0] + ' is out of range');
    const r = ordinalDay(k);
    return this(r[0], r[1], r[2]);
  }, 'fromordinal(cls,ordinal)');
  classm(c, 'fromisoformat', function (text) {
    if (typeof text !== 'string') throw new TypeError_('fromisoformat: argument must be str');
    const r = isoDate(text);
    if (r === null) throw new ValueError('Invalid isoformat string: ' + repr_(text));
    return this(r[0], r[1], r[2]);
  }, 'fromisoformat(cls,date_string)');
  classm(c, 'fromisocalendar', function (year, week, day) {
    const r = isoWeek(dateWhole(year), dateWhole(week), dateWhole(day));
    return this(r[0], r[1], r[2]);
  }, 'fromisocalendar(cls,year,week,day)');
  c.$replace = meth(function (year, month, day) {
    return this._$class(year === undefined ? this.year : year, month === undefined ? this.month : month, day === undefined ? this.day : day);
  }, 'date.replace(self,year=,month=,day=)');
  c.toordinal = meth(function () {
    return ordinalOf(this);
  }, 'date.toordinal(self)');
  c.weekday = meth(function () {
    return weekdayOf(ordinalOf(this));
  }, 'date.weekday(self)');
  c.isoweekday = meth(function () {
    return weekdayOf(ordinalOf(this)) + 1;
  }, 'date.isoweekday(self)');
  c.isocalendar = meth(function () {
    const r = isoCalendar(ordinalOf(this));
    return DateIsoCalendar(r);
  }, 'date.isocalendar(self)');
  c.isoformat = meth(function () {
    return pad(this.year, 4) + '-' + pad(this.month, 2) + '-' + pad(this.day, 2);
  }, 'date.isoformat(self)');
  c.ctime = meth(function () {
    return formatTime('%a %b %e %H:%M:%S ', this._$fields()) + pad(this.year, 4);
  }, 'date.ctime(self)');
  c.timetuple = meth(function () {
    return dateStruct(this._$fields(), -1);
  }, 'date.timetuple(self)');
  c._$fields = function () {
    return dateFields(this);
  };
  c.strftime = meth(function (format) {
    return formatTime(format, this._$fields());
  }, 'date.strftime(self,format)');
  c.__format__ = meth(function (spec) {
    return spec === '' ? this.__str__() : this.strftime(spec);
  }, 'date.__format__(self,spec)');
  c.__repr__ = meth(function () {
    return dateTypeName(this) + '(' + this.year + ', ' + this.month + ', ' + this.day + ')';
  }, 'date.__repr__(self)');
  c.__str__ = meth(function () {
    return this.isoformat();
  }, 'date.__str__(self)');
  c.__hash__ = meth(function () {
    return hash(T(this.year, this.month, this.day));
  }, 'date.__hash__(self)');
  c.__add__ = meth(function (o) {
    return o instanceof DateTimedelta ? dateShift(this, o.days) : NotImplemented;
  }, 'date.__add__(self,o)');
  c.__radd__ = meth(function (o) {
    return o instanceof DateTimedelta ? dateShift(this, o.days) : NotImplemented;
  }, 'date.__radd__(self,o)');
  c.__sub__ = meth(function (o) {
    if (o instanceof DateTimedelta) return dateShift(this, -o.days);
    if (o instanceof DateDate && !(o instanceof Datetime)) return deltaOf(BigInt(ordinalOf(this) - ordinalOf(o)) * DAY_US);
    return NotImplemented;
  }, 'date.__sub__(self,o)');
  // a date and a datetime do not compare
  c._$exact = function (o) {
    return this instanceof Datetime === o instanceof Datetime;
  };
  dateCompare(c, () => DateDate, (a, b, equal) => a instanceof Datetime ? stampOrder(a, b, equal) : ordinalOf(a) - ordinalOf(b));
  dateLazy(c, 'min', () => new DateDate(1, 1, 1));
  dateLazy(c, 'max', () => new DateDate(9999, 12, 31));
  dateLazy(c, 'resolution', () => deltaOf(DAY_US));
}
function dateShift(d, days) {
  const r = ordinalCheck(ordinalOf(d) + days);
  return d._$class(r[0], r[1], r[2]);
}
function dateStruct(f, dst) {
  return struct_time([f.y, f.mo, f.d, f.h, f.mi, f.s, f.wd, f.yd, dst]);
}

// ---- time

// "HH[:MM[:SS[.ffffff]]][+HH:MM[:SS[.ffffff]]]" -> [h, m, s, us, tz]; null: malformed
function isoClock(text) {
  let zone = null;
  let clock = text;
  const z = /^(.*?)(?:(Z)|([+-])(.*))$/s.exec(text);
  if (z !== null) {
    clock = z[1];
    if (z[2]) zone = zoneUtc();
    else {
      const part = isoDigits(z[4]);
      if (part === null) return null;
      const us = BigInt(part[0] * 3600 + part[1] * 60 + part[2]) * 1000000n + BigInt(part[3]);
      zone = us === 0n ? zoneUtc() : new DateTimezone(deltaOf(z[3] === '-' ? -us : us));
    }
  }
  const r = isoDigits(clock);
  if (r === null) return null;
  r.push(zone);
  return r;
}
function isoDigits(text) {
  const m = /^(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?$/.exec(text) || /^(\d\d)(?:(\d\d)(?:(\d\d)(?:[.,](\d+))?)?)?$/.exec(text);
  return m === null ? null : [Number(m[1]), Number(m[2] || 0), Number(m[3] || 0), Number((m[4] || '').slice(0, 6).padEnd(6, '0'))];
}
const DateTime = /*@__PURE__*/ cls(function time(...a) {
  if (!new.target) return new DateTime(...a);
  this.__init__(...a);
}, 'time', [PyObject], dateTimeBody, {module: 'datetime'});
function dateTimeBody(c) {
  hidden(c, '_$dotted', 'datetime');
  c.__init__ = meth(function (hour = 0, minute = 0, second = 0, microsecond = 0, tzinfo = null, fold = 0) {
    clockSet(this, hour, minute, second, microsecond, tzinfo, fold);
    return null;
  }, 'time.__init__(self,hour=,minute=,second=,microsecond=,tzinfo=,fold=)');
  classm(c, 'fromisoformat', function (text) {
    if (typeof text !== 'string') throw new TypeError_('fromisoformat: argument must be str');
    const r = isoClock(text.replace(/^T/, ''));
    if (r === null) throw new ValueError('Invalid isoformat string: ' + repr_(text));
    return this(r[0], r[1], r[2], r[3], r[4]);
  }, 'fromisoformat(cls,string)');
  prop(c, 'tzinfo', function () {
    return this._$tz;
  });
  c.$replace = meth(function (hour, minute, second, microsecond, tzinfo, fold) {
    return this._$class(hour === undefined ? this.hour : hour, minute === undefined ? this.minute : minute, second === undefined ? this.second : second,
      microsecond === undefined ? this.microsecond : microsecond, tzinfo === undefined ? this._$tz : tzinfo, fold === undefined ? this.fold : fold);
  }, 'time.replace(self,hour=,minute=,second=,microsecond=,tzinfo=,fold=)');
  c.isoformat = meth(function (timespec = 'auto') {
    return clockText(this.hour, this.minute, this.second, this.microsecond, timespec) + zoneText(zoneUs(this._$tz, null), ':');
  }, 'time.isoformat(self,timespec=)');
  c._$fields = function () {
    return {y: 1900, mo: 1, d: 1, h: this.hour, mi: this.minute, s: this.second, us: this.microsecond, wd: 0, yd: 1,
      zone: this._$tz === null ? '' : this._$tz.tzname(null) || '', offset: zoneText(zoneUs(this._$tz, null), '')};
  };
  c.strftime = meth(function (format) {
    return formatTime(format, this._$fields());
  }, 'time.strftime(self,format)');
  c.utcoffset = meth(function () {
    return this._$tz === null ? null : this._$tz.utcoffset(null);
  }, 'time.utcoffset(self)');
  c.tzname = meth(function () {
    return this._$tz === null ? null : this._$tz.tzname(null);
  }, 'time.tzname(self)');
  c.dst = meth(function () {
    return this._$tz === null ? null : this._$tz.dst(null);
  }, 'time.dst(self)');
  c.__format__ = meth(function (spec) {
    return spec === '' ? this.__str__() : this.strftime(spec);
  }, 'time.__format__(self,spec)');
  c.__repr__ = meth(function () {
    let s = dateTypeName(this) + '(' + this.hour + ', ' + this.minute;
    if (this.second || this.microsecond) s += ', ' + this.second;
    if (this.microsecond) s += ', ' + this.microsecond;
    if (this._$tz !== null) s += ', tzinfo=' + repr_(this._$tz);
    if (this.fold) s += ', fold=1';
    return s + ')';
  }, 'time.__repr__(self)');
  c.__str__ = meth(function () {
    return this.isoformat();
  }, 'time.__str__(self)');
  c.__hash__ = meth(function () {
    const us = zoneUs(this._$tz, null);
    return hash(T(this.hour, this.minute, this.second, this.microsecond, us === null ? null : normalize(us)));
  }, 'time.__hash__(self)');
  dateCompare(c, () => DateTime, (a, b, equal) => {
    const x = zoneUs(a._$tz, null);
    const y = zoneUs(b._$tz, null);
    if (x === null !== (y === null)) {
      if (equal) return 1;
      throw new TypeError_("can't compare offset-naive and offset-aware times");
    }
    return clockUs(a) - Number(x || 0n) - (clockUs(b) - Number(y || 0n));
  });
  dateLazy(c, 'min', () => new DateTime(0, 0));
  dateLazy(c, 'max', () => new DateTime(23, 59, 59, 999999));
  dateLazy(c, 'resolution', () => deltaOf(1n));
}
function clockSet(o, hour, minute, second, microsecond, tzinfo, fold) {
  const h = dateWhole(hour);
  const mi = dateWhole(minute);
  const s = dateWhole(second);
  const us = dateWhole(microsecond);
  timeCheck(h, mi, s, us, fold);
  zoneCheck(tzinfo);
  o.hour = h;
  o.minute = mi;
  o.second = s;
  o.microsecond = us;
  o._$tz = tzinfo;
  o.fold = fold;
}
function clockUs(t) {
  return ((t.hour * 60 + t.minute) * 60 + t.second) * 1000000 + t.microsecond;
}

// ---- datetime

// microseconds since 0001-01-01, as the fields say
function stampUs(d) {
  return BigInt(ordinalOf(d)) * DAY_US + BigInt(clockUs(d));
}
function stampOf(C, us, tz) {
  const days = Number(us / DAY_US);
  const rest = Number(us % DAY_US);
  const r = ordinalCheck(us < 0n ? 0 : days);
  const s = Math.floor(rest / 1000000);
  return C(r[0], r[1], r[2], Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60, rest % 1000000, tz);
}
function stampOrder(a, b, equal) {
  if (a._$tz !== b._$tz) {
    const x = zoneUs(a._$tz, a);
    const y = zoneUs(b._$tz, b);
    if (x === null !== (y === null)) {
      if (equal) return 1;
      throw new TypeError_("can't compare offset-naive and offset-aware datetimes");
    }
    if (x !== null) return Number(stampUs(a) - x - (stampUs(b) - y));
  }
  const d = stampUs(a) - stampUs(b);
  return d < 0n ? -1 : d > 0n ? 1 : 0;
}
const EPOCH_US = 62135683200000000n;
// a POSIX timestamp as microseconds since the epoch, half to even
function stampTake(t) {
  if (dateIsInt(t)) return BigInt(t) * 1000000n;
  const v = mathNum(t);
  if (v !== v) throw new ValueError('cannot convert float NaN to integer');
  if (v - v !== 0) throw new OverflowError('cannot convert float infinity to integer');
  const r = dateRatio(t);
  return dateDivide(r[0] * 1000000n, r[1]);
}
function stampFromUtc(C, us, tz) {
  const at = us + EPOCH_US;
  if (at < DAY_US || at >= 3652060n * DAY_US) {
    const y = Math.floor(Number(us) / 31556952000000) + 1970;
    throw new ValueError('year ' + y + ' is out of range');
  }
  return tz === null ? stampOf(C, at, null) : tz.fromutc(stampOf(C, at, tz));
}
function nowUs() {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
}
function stampLocal(C, us) {
  const s = Math.floor(Number(us) / 1000000);
  return stampFromUtc(C, us + BigInt(localOffset(s)) * 1000000n, null);
}
// the local zone at an instant
function zoneLocal(seconds) {
  return new DateTimezone(deltaOf(BigInt(localOffset(seconds)) * 1000000n), localZone(seconds));
}
function stampSeconds(d) {
  return localSeconds(d.year, d.month, d.day, d.hour, d.minute, d.second);
}
const Datetime = /*@__PURE__*/ cls(function datetime(...a) {
  if (!new.target) return new Datetime(...a);
  this.__init__(...a);
}, 'datetime', [DateDate], datetimeBody, {module: 'datetime'});
function datetimeBody(c) {
  c.__init__ = meth(function (year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0, tzinfo = null, fold = 0) {
    DateDate.prototype.__init__.call(this, year, month, day);
    clockSet(this, hour, minute, second, microsecond, tzinfo, fold);
    return null;
  }, 'datetime.__init__(self,year,month,day,hour=,minute=,second=,microsecond=,tzinfo=,fold=)');
  prop(c, 'tzinfo', function () {
    return this._$tz;
  });
  classm(c, 'now', function (tz = null) {
    zoneCheck(tz);
    return tz === null ? stampLocal(this, nowUs()) : stampFromUtc(this, nowUs(), tz);
  }, 'now(cls,tz=)');
  classm(c, 'today', function () {
    return stampLocal(this, nowUs());
  }, 'today(cls)');
  classm(c, 'utcnow', function () {
    return stampFromUtc(this, nowUs(), null);
  }, 'utcnow(cls)');
  classm(c, 'fromtimestamp', function (timestamp, tz = null) {
    zoneCheck(tz);
    const us = stampTake(timestamp);
    return tz === null ? stampLocal(this, us) : stampFromUtc(this, us, tz);
  }, 'fromtimestamp(cls,timestamp,tz=)');
  classm(c, 'utcfromtimestamp', function (timestamp) {
    return stampFromUtc(this, stampTake(timestamp), null);
  }, 'utcfromtimestamp(cls,timestamp)');
  classm(c, 'combine', function (date, time, tzinfo) {
    if (!(date instanceof DateDate)) throw new TypeError_('combine() argument 1 must be datetime.date, not ' + typeName(date));
    if (!(time instanceof DateTime)) throw new TypeError_('combine() argument 2 must be datetime.time, not ' + typeName(time));
    return this(date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond, tzinfo === undefined ? time._$tz : tzinfo, time.fold);
  }, 'combine(cls,date,time,tzinfo=)');
  classm(c, 'fromisoformat', function (text) {
    if (typeof text !== 'string') throw new TypeError_('fromisoformat: argument must be str');
    const bad = () => new ValueError('Invalid isoformat string: ' + repr_(text));
    const m = /^(\d{4}-\d\d-\d\d|\d{4}-W\d\d(?:-\d(?!\d))?|\d{4}W\d\d\d?(?!\d)|\d{8})(?:[^](.+))?$/su.exec(text);
    if (m === null || text.length > 10 && m[2] === undefined && m[1].length !== text.length) throw bad();
    const d = isoDate(m[1]);
    if (d === null) throw bad();
    const t = m[2] === undefined ? [0, 0, 0, 0, null] : isoClock(m[2]);
    if (t === null) throw bad();
    return this(d[0], d[1], d[2], t[0], t[1], t[2], t[3], t[4]);
  }, 'fromisoformat(cls,date_string)');
  classm(c, 'fromordinal', function (n) {
    const k = dateWhole(n);
    if (k < 1) throw new ValueError('ordinal must be >= 1');
    if (k > 3652059) throw new ValueError('year ' + ordinalDay(k)[0] + ' is out of range');
    const r = ordinalDay(k);
    return this(r[0], r[1], r[2]);
  }, 'fromordinal(cls,ordinal)');
  classm(c, 'strptime', function (text, format) {
    if (typeof text !== 'string') throw new TypeError_('strptime() argument 1 must be str, not ' + typeName(text));
    if (typeof format !== 'string') throw new TypeError_('strptime() argument 2 must be str, not ' + typeName(format));
    const f = parseTime(text, format);
    let tz = null;
    if (f.offset !== null) {
      const delta = deltaOf(BigInt(f.offset) * 1000000n + BigInt(f.offsetUs));
      tz = f.zone !== null ? new DateTimezone(delta, f.zone) : deltaUs(delta) === 0n ? zoneUtc() : new DateTimezone(delta);
    }
    return this(f.y, f.mo, f.d, f.h, f.mi, f.s, f.us, tz);
  }, 'strptime(cls,date_string,format)');
  c.$replace = meth(function (year, month, day, hour, minute, second, microsecond, tzinfo, fold) {
    return this._$class(year === undefined ? this.year : year, month === undefined ? this.month : month, day === undefined ? this.day : day,
      hour === undefined ? this.hour : hour, minute === undefined ? this.minute : minute, second === undefined ? this.second : second,
      microsecond === undefined ? this.microsecond : microsecond, tzinfo === undefined ? this._$tz : tzinfo, fold === undefined ? this.fold : fold);
  }, 'datetime.replace(self,year=,month=,day=,hour=,minute=,second=,microsecond=,tzinfo=,fold=)');
  c.date = meth(function () {
    return new DateDate(this.year, this.month, this.day);
  }, 'datetime.date(self)');
  c.time = meth(function () {
    return new DateTime(this.hour, this.minute, this.second, this.microsecond, null, this.fold);
  }, 'datetime.time(self)');
  c.timetz = meth(function () {
    return new DateTime(this.hour, this.minute, this.second, this.microsecond, this._$tz, this.fold);
  }, 'datetime.timetz(self)');
  c.timestamp = meth(function () {
    const offset = zoneUs(this._$tz, this);
    if (offset === null) return box(stampSeconds(this) + this.microsecond / 1000000);
    const us = stampUs(this) - EPOCH_US - offset;
    return truediv(normalize(us), 1000000);
  }, 'datetime.timestamp(self)');
  c.astimezone = meth(function (tz = null) {
    zoneCheck(tz);
    let mine = this._$tz;
    let offset = zoneUs(mine, this);
    if (offset === null) {
      mine = zoneLocal(stampSeconds(this));
      offset = zoneUs(mine, this);
    }
    const us = stampUs(this) - offset;
    if (tz === null) tz = zoneLocal(Math.floor(Number(us - EPOCH_US) / 1000000));
    if (tz === this._$tz) return this;
    return tz.fromutc(stampOf(this._$class, us, tz));
  }, 'datetime.astimezone(self,tz=)');
  c.utcoffset = meth(function () {
    return this._$tz === null ? null : this._$tz.utcoffset(this);
  }, 'datetime.utcoffset(self)');
  c.tzname = meth(function () {
    return this._$tz === null ? null : this._$tz.tzname(this);
  }, 'datetime.tzname(self)');
  c.dst = meth(function () {
    return this._$tz === null ? null : this._$tz.dst(this);
  }, 'datetime.dst(self)');
  c.utctimetuple = meth(function () {
    const offset = zoneUs(this._$tz, this);
    return dateStruct((offset === null ? this : stampOf(Datetime, stampUs(this) - offset, null))._$fields(), 0);
  }, 'datetime.utctimetuple(self)');
  c.timetuple = meth(function () {
    const dst = this.dst();
    return dateStruct(this._$fields(), dst === null ? -1 : dst.__bool__() ? 1 : 0);
  }, 'datetime.timetuple(self)');
  c.isoformat = meth(function (sep = 'T', timespec = 'auto') {
    return DateDate.prototype.isoformat.call(this) + sep + clockText(this.hour, this.minute, this.second, this.microsecond, timespec)
      + zoneText(zoneUs(this._$tz, this), ':');
  }, 'datetime.isoformat(self,sep=,timespec=)');
  c._$fields = function () {
    const f = dateFields(this);
    f.h = this.hour;
    f.mi = this.minute;
    f.s = this.second;
    f.us = this.microsecond;
    f.zone = this._$tz === null ? '' : this._$tz.tzname(this) || '';
    f.offset = zoneText(zoneUs(this._$tz, this), '');
    return f;
  };
  c.__repr__ = meth(function () {
    let s = dateTypeName(this) + '(' + [this.year, this.month, this.day, this.hour, this.minute].join(', ');
    if (this.second || this.microsecond) s += ', ' + this.second;
    if (this.microsecond) s += ', ' + this.microsecond;
    if (this.fold) s += ', fold=1';
    if (this._$tz !== null) s += ', tzinfo=' + repr_(this._$tz);
    return s + ')';
  }, 'datetime.__repr__(self)');
  c.__str__ = meth(function () {
    return this.isoformat(' ');
  }, 'datetime.__str__(self)');
  c.__hash__ = meth(function () {
    const offset = zoneUs(this._$tz, this);
    return hash(normalize(offset === null ? stampUs(this) : stampUs(this) - offset));
  }, 'datetime.__hash__(self)');
  c.__add__ = meth(function (o) {
    return o instanceof DateTimedelta ? stampOf(this._$class, stampShift(this, deltaUs(o)), this._$tz) : NotImplemented;
  }, 'datetime.__add__(self,o)');
  c.__radd__ = meth(function (o) {
    return o instanceof DateTimedelta ? stampOf(this._$class, stampShift(this, deltaUs(o)), this._$tz) : NotImplemented;
  }, 'datetime.__radd__(self,o)');
  c.__sub__ = meth(function (o) {
    if (o instanceof DateTimedelta) return stampOf(this._$class, stampShift(this, -deltaUs(o)), this._$tz);
    if (!(o instanceof Datetime)) return NotImplemented;
    const x = zoneUs(this._$tz, this);
    const y = zoneUs(o._$tz, o);
    if (this._$tz === o._$tz) return deltaOf(stampUs(this) - stampUs(o));
    if (x === null !== (y === null)) throw new TypeError_("can't subtract offset-naive and offset-aware datetimes");
    return deltaOf(stampUs(this) - (x || 0n) - (stampUs(o) - (y || 0n)));
  }, 'datetime.__sub__(self,o)');
  dateLazy(c, 'min', () => new Datetime(1, 1, 1, 0, 0));
  dateLazy(c, 'max', () => new Datetime(9999, 12, 31, 23, 59, 59, 999999));
  dateLazy(c, 'resolution', () => deltaOf(1n));
}
function stampShift(d, us) {
  const r = stampUs(d) + us;
  if (r < DAY_US || r >= 3652060n * DAY_US) throw new OverflowError('date value out of range');
  return r;
}

export {DateTimedelta as timedelta, DateDate as date, DateTime as time, Datetime as datetime, DateTzinfo as tzinfo, DateTimezone as timezone, DATE_MINYEAR as MINYEAR, DATE_MAXYEAR as MAXYEAR, DATE_UTC as UTC};
