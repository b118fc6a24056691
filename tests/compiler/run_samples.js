// Imports each named module in turn, runs its init(), and prints as JSON what each has printed.

const printed = {};
for (const name of process.argv.slice(2)) {
  const lines = [];
  console.log = (...parts) => lines.push(parts.join(' '));
  try {
    const module = await import(`./${name}.js`);
    if (module.init) await module.init();
  } catch (error) {
    lines.push(`uncaught ${error?.__class__?.__name__ ?? error}`);
  }
  printed[name] = lines.join('\n') + '\n';
}
process.stdout.write(JSON.stringify(printed));
