// What a person sees while the line is down, unless the app shows it in its own way (@on.state).

const PATIENCE_MS = 1000; // most breaks are over before anybody could read of them

let banner = null;
let timer;

export function showState(state, env = globalThis) {
  env.clearTimeout(timer);
  banner?.remove();
  banner = null;
  if (state === 'reconnecting' || state === 'offline') timer = env.setTimeout(() => open(env.document), PATIENCE_MS);
}

function open(document) {
  banner = document.createElement('div');
  banner.id = 'pystream-state';
  banner.role = 'status';
  // By the object model: the page's policy forbids style attributes.
  banner.style.cssText = 'position:fixed;inset:0 0 auto;padding:8px;text-align:center;background:#630;color:#fff;z-index:9999';
  banner.textContent = 'No connection …';
  document.body.append(banner);
}
