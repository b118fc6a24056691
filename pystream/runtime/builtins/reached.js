// What the linker knows. It puts true or false in the place of each call; run as they are, the files take everything for reached.

/** Whether something that stays in the program uses `thing`, a top-level name; asking alone does not keep it. */
export function reached() {
    return true;
}

/** Whether the program says an attribute of that name. */
export function said() {
    return true;
}

/** Whether the program itself, or the library's modules, says that dunder; what the runtime says does not count. */
export function asks() {
    return true;
}

/** `switch (asked(name))`: the linker leaves out the cases that the program does not ask for. */
export function asked(name) {
    return name;
}

/** Those of the internal properties that something in the program reads. */
export function internals(...names) {
    return names;
}

/** Whether the program's own text has that string in it. */
export function spoken() {
    return true;
}

/** Whether the program passes a keyword argument of that name, or may. */
export function keyword() {
    return true;
}
