// The whole of runtime/builtins as one module, classes before constants before attachments, as the linker orders it: the files
// import each other in circles and cannot be loaded one by one. What nobody defines throws when it is called.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const BUILTINS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../pystream/runtime/builtins');
const START = /^(?=(?:export|import|async|function|class|const|let)\b|[a-z]\w*\()/m;
const NAMED = /^(?:async )?(?:function\s*\*?|class|const|let)\s+([\w$]+)/;

/** The files that `first` import, directly or not, and those themselves. */
function reached(first) {
  const files = new Set(first);
  for (const file of files) {
    const text = fs.readFileSync(path.join(BUILTINS, file), 'utf8');
    for (const [, name] of text.matchAll(/ from '\.\/([\w.]+)';/g)) if (fs.existsSync(path.join(BUILTINS, name))) files.add(name);
  }
  return [...files];
}
/** Every name that these files of the runtime and those they need export -> its value. */
export async function loadRuntime(first) {
  const functions = [];
  const eager = new Map();
  const attached = [];
  const wanted = new Set();
  const exported = new Set();
  const taken = new Set();
  for (const file of reached(first)) {
    let text = fs.readFileSync(path.join(BUILTINS, file), 'utf8');
    // a name that two files use for themselves
    for (const [, name] of text.matchAll(/^(?:async )?(?:function\s*\*?|class|const|let)\s+([\w$]+)/gm)) {
      if (taken.has(name)) text = text.replace(new RegExp(`(?<![.\\w$])${name}(?![\\w$])`, 'g'), name + '_' + file.slice(0, -3));
      taken.add(name);
    }
    for (const [, names] of text.matchAll(/^import \{([^}]*)\}/gm)) for (const name of names.split(',')) wanted.add(name.trim());
    for (const chunk of text.split(START)) {
      if (/^import\b|^export \{/.test(chunk) || !START.test(chunk)) continue;
      const code = chunk.replace(/^export /, '');
      const name = NAMED.exec(code)?.[1];
      if (chunk !== code) exported.add(name);
      if (name === undefined) attached.push(code);
      else if (/^(?:class|const|let)/.test(code)) eager.set(name, code);
      else functions.push(code);
      wanted.delete(name);
    }
  }
  const ordered = [];
  const place = (name, code) => {
    if (!eager.delete(name)) return;
    const head = code.startsWith('class') ? code.slice(0, code.indexOf('{')) : code;
    for (const word of head.match(/[\w$]+/g)) if (eager.has(word)) place(word, eager.get(word));
    ordered.push(code);
  };
  for (const [name, code] of [...eager]) if (code.startsWith('class')) place(name, code);
  for (const [name, code] of [...eager]) place(name, code);
  attached.sort((a, b) => b.startsWith('statics') - a.startsWith('statics'));
  const all = [...functions, ...ordered, ...attached];
  const text = all.join('\n');
  const absent = [...wanted].filter(name => /^\w+$/.test(name) && !new RegExp(`^(?:async )?(?:function\\s*\\*?|class|const|let)\\s+${name}\\b`, 'm').test(text));
  const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pystream-runtime-')), 'runtime.mjs');
  fs.writeFileSync(out, text + absent.map(name => `\nfunction ${name}() { throw new Error('${name} is not there yet'); }`).join('') + `\nexport {${[...exported].join(', ')}};\n`);
  return import(pathToFileURL(out));
}
