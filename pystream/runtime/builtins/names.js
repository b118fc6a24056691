// Python attribute names and JS property names: a name that a builtin type uses is stored with a leading `$`, so that JS's own `at`, `split`, `get` never answer.
// Must equal names.py's BUILTIN_ATTRIBUTES; only computed names (getattr, setattr, vars, dir) need this list at run time.

export const builtinAttributes = new Set(attributeNames('aclose add add_note append as_integer_ratio asend athrow bit_count bit_length capitalize casefold center clear close conjugate '
    + 'copy count decode denominator derive difference difference_update discard encode endswith expandtabs extend find format format_map from_bytes fromhex fromkeys get hex '
    + 'imag index indices insert intersection intersection_update is_integer isalnum isalpha isascii isdecimal isdigit isdisjoint isidentifier islower isnumeric isprintable '
    + 'isspace issubset issuperset istitle isupper items join keys ljust lower lstrip maketrans numerator partition pop popitem real remove removeprefix removesuffix replace '
    + 'reverse rfind rindex rjust rpartition rsplit rstrip send setdefault sort split splitlines startswith strip subgroup swapcase symmetric_difference '
    + 'symmetric_difference_update throw title to_bytes translate union update upper values with_traceback zfill constructor __proto__ then prototype '
    + 'push shift unshift slice splice concat map filter forEach reduce every some fill flat includes indexOf entries has delete set size next return call apply bind '
    + 'toString valueOf length').split(' '));

// Of these names the linker keeps those that the program says.
function attributeNames(names) {
    return names;
}

// 'get' -> '$get', 'x' -> 'x'
export function propName(name) {
    return builtinAttributes.has(name) ? '$' + name : name;
}

// '$get' -> 'get', 'x' -> 'x'; undefined for what Python must not see (the runtime's own fields).
export function attrName(prop) {
    return prop[0] !== '$' ? prop[0] === '_' && prop[1] === '$' ? undefined : prop : prop.slice(1);
}
