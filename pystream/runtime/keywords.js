// Keyword arguments of the functions that Python calls here.

import {named} from './values.js';

// The arguments in the order of `names`, undefined where none was given. None of them may be an object itself.
export function keywords(args, names) {
  const byName = named(args);
  return names.map((name, index) => (index < args.length ? args[index] : byName[name]));
}
