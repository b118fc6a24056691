// What a linker may know of the program that it makes.

// Whether the program says that word in quotes, as generated code does for each thing that the contract uses. A linker
// that knows puts true or false in the place of each call, and leaves out what then cannot be reached.
export function spoken() {
  return true;
}
