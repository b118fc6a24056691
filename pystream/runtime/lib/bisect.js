// bisect: places in a sorted sequence.
import {fn, sig} from '../builtins/core.js';
import {ValueError} from '../builtins/exceptions.js';
import {getitem, len_} from '../builtins/items.js';
import {lt, truth} from '../builtins/ops.js';

// goesRight(item): whether the place lies to the right of that item
function bisectPlace(a, lo, hi, key, goesRight) {
  lo = lo ?? 0;
  hi = hi ?? len_(a);
  if (lo < 0) throw new ValueError('lo must be non-negative');
  while (lo < hi) {
    const mid = lo + hi >> 1;
    let item = getitem(a, mid);
    if (key !== undefined && key !== null) item = fn(key)(item);
    if (goesRight(item)) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}
function bisectRight(a, x, lo, hi, key) {
  return bisectPlace(a, lo, hi, key, item => !truth(lt(x, item)));
}
sig(bisectRight, 'a,x,lo=,hi=,key=');
function bisectLeft(a, x, lo, hi, key) {
  return bisectPlace(a, lo, hi, key, item => truth(lt(item, x)));
}
sig(bisectLeft, 'a,x,lo=,hi=,key=');
function bisectKeyed(x, key) {
  return key === undefined || key === null ? x : fn(key)(x);
}
function bisectInsert(a, at, x) {
  if (Array.isArray(a)) a.splice(at, 0, x);
  else a.$insert(at, x);
  return null;
}
function insortRight(a, x, lo, hi, key) {
  return bisectInsert(a, bisectRight(a, bisectKeyed(x, key), lo, hi, key), x);
}
sig(insortRight, 'a,x,lo=,hi=,key=');
function insortLeft(a, x, lo, hi, key) {
  return bisectInsert(a, bisectLeft(a, bisectKeyed(x, key), lo, hi, key), x);
}
sig(insortLeft, 'a,x,lo=,hi=,key=');

export {bisectRight as bisect, bisectRight as bisect_right, bisectLeft as bisect_left, insortRight as insort, insortRight as insort_right, insortLeft as insort_left};
