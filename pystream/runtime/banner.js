// What a person sees while the line is down, unless the app shows it in its own way (@on.state).

const TEXTS = {reconnecting: 'Connection lost …', offline: 'No network'};
const PATIENCE_MS = 1000; // most breaks are over before anybody could read of them

let banner = null;
let timer;

export function showState(state, env = globalThis) {
  env.clearTimeout(timer);
  banner?.remove();
  banner = null;
  if (TEXTS[state]) timer = env.setTimeout(() => open(TEXTS[state], env.document), PATIENCE_MS);
}

function open(text, document) {
  banner = document.createElement('div');
  banner.id = 'pystream-state';
  banner.role = 'status';
  // By the object model: the page's policy forbids style attributes.
  banner.style.cssText = 'position:fixed;inset:0 0 auto;padding:8px;text-align:center;background:#630;color:#fff;z-index:9999';
  banner.textContent = text;
  document.body.append(banner);
}
