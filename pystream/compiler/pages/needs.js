// The newest of what the compiler's scripts are written in: a module, so that a browser that cannot read it leaves it
// alone. By its syntax it asks for big integers, `??=` and static blocks, and then for what came with them.
class Needs { static { this.all ??= 1n; } }
document.pystream = Object.hasOwn(Needs, ['all'].at(0));
