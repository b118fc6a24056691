// A classic script: what it declares at its top is global.
var version = '1.2';
class Counter {
  constructor() { this.count = 0; }
  add(n) { this.count += n; return this; }
}
function greet(options) { return 'hello ' + options.name; }
