// The runtime's declarations as one module, in the order in which the linker writes them: functions, classes and
// constants after what they need, attachments last. Importing the files one by one cannot work: they are circular.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const BUILTINS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../pystream/runtime/builtins');
const START = /^(?=(?:export|import|async|function|class|const|let|method|smethod|attribute|statics|sig|attach)\b)/m;

function declarations(file) {
    const text = fs.readFileSync(file, 'utf8');
    const found = [];
    for (let chunk of text.split(START)) {
        if (/^import\b|^export \{/.test(chunk) || !START.test(chunk)) continue;
        chunk = chunk.replace(/^export /, '');
        const attached = chunk.match(/^(?:method|smethod|attribute|statics|sig|attach)\(\s*(\w+)(?:,\s*(\w+))?/);
        const name = attached ? '' : chunk.match(/^(?:async )?(?:function\s*\*?|class|const|let)\s+([\w$]+)/)[1];
        const target = attached && (chunk.startsWith('statics') ? attached[2] ?? attached[1] : attached[1]);
        found.push({name, chunk, target, eager: /^(?:class|const|let)/.test(chunk)});
    }
    return found;
}

// roots: names to export. stubs: a folder with files for what is not there yet. Names that nothing defines throw when used.
export async function load(roots, stubs) {
    const files = fs.readdirSync(BUILTINS).filter(x => x.endsWith('.js')).map(x => path.join(BUILTINS, x));
    const there = new Set(files.map(x => path.basename(x)));
    if (stubs) files.push(...fs.readdirSync(stubs).filter(x => x.endsWith('.js') && !there.has(x)).map(x => path.join(stubs, x)));
    const all = files.flatMap(declarations);
    const byName = new Map(all.filter(d => d.name).map(d => [d.name, d]));
    const imported = new Set(files.flatMap(f => [...fs.readFileSync(f, 'utf8').matchAll(/^import \{([^}]*)\}/gm)].flatMap(m => m[1].split(',').map(x => x.trim()))));
    const kept = new Set();
    const missing = new Set();
    const words = chunk => new Set(chunk.replace(/\/\/.*$/gm, '').match(/(?<![.\w$])[\w$]+/g));
    const waiting = [...roots].map(x => byName.get(x));
    for (;;) {
        if (!waiting.length) {
            waiting.push(...all.filter(a => a.target && !kept.has(a) && (a.target in globalThis || kept.has(byName.get(a.target)))));
            if (!waiting.length) break;
        }
        const d = waiting.pop();
        if (kept.has(d)) continue;
        kept.add(d);
        for (const word of words(d.chunk)) {
            if (byName.has(word)) waiting.push(byName.get(word));
            else if (imported.has(word)) missing.add(word);
        }
    }
    const order = [];
    const visit = d => {
        if (order.includes(d)) return;
        const head = d.chunk.startsWith('class') ? d.chunk.slice(0, d.chunk.indexOf('{')) : d.chunk;
        if (d.eager) for (const word of words(head)) if (byName.get(word)?.eager && byName.get(word) !== d) visit(byName.get(word));
        order.push(d);
    };
    const chosen = [...kept];
    chosen.filter(d => d.name && !d.eager).forEach(visit);
    chosen.filter(d => d.chunk.startsWith('class')).forEach(visit);
    chosen.filter(d => d.eager).forEach(visit);
    const types = chosen.filter(d => d.chunk.startsWith('statics'));
    const base = d => types.find(b => b.target === d.chunk.match(/^statics\(\w+, \w+, '[\w.]+', (\w+)/)?.[1]);
    types.forEach(d => [base(d), d].forEach(x => x && visit(x)));
    chosen.filter(d => d.target && !d.chunk.startsWith('statics')).forEach(visit);
    const text = order.map(d => d.chunk).join('\n')
        + [...missing].filter(x => !byName.has(x)).map(x => `\nfunction ${x}() { throw new Error('${x} is not there yet'); }`).join('')
        + `\nexport {${[...roots].join(', ')}};\n`;
    const out = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'pystream-text-')), 'text.mjs');
    fs.writeFileSync(out, text);
    return import(pathToFileURL(out));
}
