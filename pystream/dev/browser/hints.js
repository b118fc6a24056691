// The next step after an exception, where it is sure.

const HINTS = [
  [/^(?:pystream\.errors\.)?(?:Denied|Invalid|SlowDown)\b/, 'The server refused the call. Catch it where the call is made: `except Denied as why:`'],
  [/^(?:pystream\.errors\.)?SignedOut\b/, 'The action is for who has signed in. Catch SignedOut where the call is made, and show the sign-in.'],
  [/^(?:pystream\.errors\.)?ConnectionLost\b/, 'The line broke, and nobody knows whether the call ran. Catch ConnectionLost, or let the action run twice: @action(idempotent=True).'],
  [/^(?:pystream\.errors\.)?Outdated\b/, 'The action has changed on the server. Reload the page.'],
  [/^(?:\w+\.)*Timeout\b/, 'No answer came in time. Give the action more, @action(timeout=30), or catch Timeout.'],
  [/^JsError.*dom\[/, 'No element matches that selector: compare it with client_src/app.html.'],
  [/^(?:\w+\.)*\w*Error: .*'coroutine'|^(?:\w+\.)*\w*Error: .*\bcoroutine\b/, '`await` is missing before the call that made the coroutine.'],
  [/^AttributeError: 'NoneType' object has no attribute/, 'What stands before the dot is None there: find out why, or test it with `if x is not None:`.'],
  [/^TypeError: 'NoneType' object is not (subscriptable|iterable|callable)/, 'That value is None there: find out why, or test it with `if x is not None:`.'],
  [/^ModuleNotFoundError: No module named '([\w.]+)'/, ([, name]) => `Install it into the environment that runs pystream: pip install ${name.split('.')[0]} (packages may have another name).`],
  [/^KeyError:/, 'The dict has no such key: `d.get(key)` gives None instead of raising.'],
  [/^ZeroDivisionError:/, 'The divisor is 0 there: test it before.'],
];

/** One line, or "". */
export function hintFor(text) {
  for (const [form, said] of HINTS) {
    const found = form.exec(text);
    if (found) return typeof said === 'string' ? said : said(found);
  }
  return '';
}
