/*! chart 1.0 | MIT */
(function (root, factory) {
  typeof exports === 'object' && typeof module !== 'undefined' ? module.exports = factory() :
  typeof define === 'function' && define.amd ? define(factory) :
  (root = typeof globalThis !== 'undefined' ? globalThis : root || self, root.Chart = factory());
})(this, function () {
  'use strict';
  class Chart {
    constructor(element, options) { this.element = element; this.options = options; }
    describe() { return `${this.options.type}:${this.options.data.values.join('+')}`; }
    each(callback) { return this.options.data.values.map(callback); }
    fail() { throw new RangeError('no such scale'); }
  }
  return Chart;
});
