// Methods of str that ask what kind of characters these are, or change their case. JS knows Unicode's properties but
// three: the title case, the case folding and the numeric type; what they differ in is written out here.
import {method} from './core.js';
import {strOf, textNone} from './str.js';

// ---- Case ----

method(String, 'upper', function () {
    textNone(arguments.length, 'str.upper');
    return this.toUpperCase();
});
method(String, 'lower', function () {
    textNone(arguments.length, 'str.lower');
    return this.toLowerCase();
});
method(String, 'casefold', function () {
    textNone(arguments.length, 'str.casefold');
    const s = strOf(this);
    return strAscii(s) ? s.toLowerCase() : s.replace(/[^]/gu, strFold);
});

// Dotless i folds to itself, Cherokee to its capitals; all others to what lower, upper, lower make of them.
function strFold(c) {
    if (c === '\u0131') return c;
    if (/[\u13a0-\u13fd\uab70-\uabbf]/.test(c)) return c.toUpperCase();
    return c.toLowerCase().toUpperCase().replace(/[^]/gu, x => x.toLowerCase());
}

function strAscii(s) {
    return /^[\0-\x7f]*$/.test(s);
}

method(String, 'capitalize', function () {
    textNone(arguments.length, 'str.capitalize');
    const s = strOf(this);
    if (!s) return s;
    const first = String.fromCodePoint(s.codePointAt(0));
    // Lowered as a whole: whether a capital sigma is final depends on what stands before it.
    return strTitle(first) + s.toLowerCase().slice(first.toLowerCase().length);
});

// The title case of one code point; JS has none, but it follows from the upper case with these exceptions.
function strTitle(c) {
    const upper = c.toUpperCase();
    if (c < '\x80') return upper;
    const code = c.codePointAt(0);
    if (code >= 0x1c4 && code <= 0x1cc) return String.fromCharCode(code - (code - 0x1c4) % 3 + 1);
    if (code >= 0x1f1 && code <= 0x1f3) return '\u01f2';
    if (code === 0x149) return upper;
    if (code >= 0x10d0 && code <= 0x10ff) return c;
    if (upper.length > 1 && upper.endsWith('\u0399') && code >= 0x1f80) {
        if (code < 0x1fb0) return String.fromCharCode(code | 8);
        if ((code & 15) === 3 || (code & 15) === 12) return String.fromCharCode(code & 0xfff0 | 12);
        return upper.slice(0, -1) + '\u0345';
    }
    const first = String.fromCodePoint(upper.codePointAt(0));
    return first + upper.slice(first.length).toLowerCase();
}

method(String, 'title', function () {
    textNone(arguments.length, 'str.title');
    const s = strOf(this);
    return s.replace(/\p{Cased}+/gu, (run, offset) => {
        const first = String.fromCodePoint(run.codePointAt(0));
        const rest = run.slice(first.length);
        if (!rest.includes('\u03a3')) return strTitle(first) + rest.toLowerCase();
        const after = s.slice(offset + run.length).match(/^\p{Case_Ignorable}*\p{Cased}?/u)[0];
        const lower = (run + after).toLowerCase();
        return strTitle(first) + lower.slice(first.toLowerCase().length, lower.length - after.toLowerCase().length);
    });
});
method(String, 'swapcase', function () {
    textNone(arguments.length, 'str.swapcase');
    const s = strOf(this);
    const lower = (c, offset) => {
        if (c !== '\u03a3') return c.toLowerCase();
        const after = s.slice(offset + 1).match(/^\p{Case_Ignorable}*\p{Cased}?/u)[0];
        return (s.slice(0, offset + 1) + after).toLowerCase().endsWith('\u03c2' + after.toLowerCase()) ? '\u03c2' : '\u03c3';
    };
    return s.replace(/(\p{Uppercase})|\p{Lowercase}/gu, (c, upper, offset) => (upper ? lower(c, offset) : c.toUpperCase()));
});

// ---- Predicates ----

method(String, 'isalpha', function () {
    textNone(arguments.length, 'str.isalpha');
    return /^\p{L}+$/u.test(this);
});
method(String, 'isdecimal', function () {
    textNone(arguments.length, 'str.isdecimal');
    return /^\p{Nd}+$/u.test(this);
});
method(String, 'isdigit', function () {
    textNone(arguments.length, 'str.isdigit');
    // Numeric_Type=Digit is no property of JS regular expressions.
    return /^[\p{Nd}\xb2\xb3\xb9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u.test(this);
});
method(String, 'isnumeric', function () {
    textNone(arguments.length, 'str.isnumeric');
    // Ideographs with a numeric value, beside the categories.
    return /^[\p{N}㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭\u{2f890}]+$/u.test(this);
});
method(String, 'isalnum', function () {
    textNone(arguments.length, 'str.isalnum');
    return /^[\p{L}\p{N}]+$/u.test(this);
});
method(String, 'isspace', function () {
    textNone(arguments.length, 'str.isspace');
    return /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/.test(this);
});
method(String, 'isprintable', function () {
    textNone(arguments.length, 'str.isprintable');
    return !/(?! )[\p{C}\p{Z}]/u.test(this);
});
method(String, 'isascii', function () {
    textNone(arguments.length, 'str.isascii');
    return strAscii(this);
});
method(String, 'isupper', function () {
    textNone(arguments.length, 'str.isupper');
    return /\p{Uppercase}/u.test(this) && !/[\p{Lowercase}\p{Lt}]/u.test(this);
});
method(String, 'islower', function () {
    textNone(arguments.length, 'str.islower');
    return /\p{Lowercase}/u.test(this) && !/[\p{Uppercase}\p{Lt}]/u.test(this);
});
method(String, 'istitle', function () {
    textNone(arguments.length, 'str.istitle');
    const s = strOf(this);
    let before = false;
    let found = false;
    for (const c of s) {
        if (/[\p{Uppercase}\p{Lt}]/u.test(c)) {
            if (before) return false;
            before = found = true;
        } else if (/\p{Lowercase}/u.test(c)) {
            if (!before) return false;
        } else before = false;
    }
    return found;
});
method(String, 'isidentifier', function () {
    textNone(arguments.length, 'str.isidentifier');
    // The four excluded became identifier characters after Unicode 14, which CPython 3.11 has.
    return /^[_\p{XIDS}](?:(?![\u200c\u200d\u30fb\uff65])\p{XIDC})*$/u.test(this);
});
