// node compare.mjs NAME ...: NAME.compiled.mjs against NAME.mjs; both export bench(reps) and return a checksum.
import {measure} from './harness.mjs';

let product = 1;
const names = process.argv.slice(2);
console.log('kernel      by hand      compiled    ratio');
for (const name of names) {
  const theirs = measure((await import(`./${name}.mjs`)).bench);
  const ours = measure((await import(`./${name}.compiled.mjs`)).bench);
  if (ours.chk !== theirs.chk) throw new Error(`${name}: checksum ${ours.chk}, expected ${theirs.chk}`);
  const ratio = ours.per / theirs.per;
  product *= ratio;
  const us = value => `${(value * 1000).toFixed(1)} us`.padStart(12);
  console.log(name.padEnd(8), us(theirs.per), us(ours.per), `${ratio.toFixed(2)}x`.padStart(9));
}
console.log(`geometric mean ${(product ** (1 / names.length)).toFixed(2)}x`);
