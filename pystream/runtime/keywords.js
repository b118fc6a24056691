// Keyword arguments of the functions that Python calls here: one plain object after the positional ones, which is how
// compiled code hands them over.

// The arguments in the order of `names`, undefined where none was given. None of them may be an object itself.
export function keywords(args, names) {
  const last = args[args.length - 1];
  const byName = last !== null && typeof last === 'object' ? args.pop() : {};
  return names.map((name, index) => (index < args.length ? args[index] : byName[name]));
}
