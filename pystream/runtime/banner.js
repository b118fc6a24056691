// What a person sees while the line is down, unless the app shows it in its own way (@on.state).

const TEXTS = {
  reconnecting: 'Connection lost. Reconnecting …',
  offline: 'No network. What you do is sent when it is back.',
};
const PATIENCE_MS = 1000; // most breaks are over before anybody could read of them

let banner = null;
let timer;

export function showState(state, env = globalThis) {
  env.clearTimeout(timer);
  const text = TEXTS[state];
  if (!text) {
    banner?.remove();
    banner = null;
  } else if (banner) {
    banner.textContent = text;
  } else {
    timer = env.setTimeout(() => open(text, env.document), PATIENCE_MS);
  }
}

function open(text, document) {
  banner = document.createElement('div');
  banner.id = 'pystream-state';
  banner.setAttribute('role', 'status');
  // By the object model: the page's policy forbids style attributes.
  Object.assign(banner.style, {
    position: 'fixed', inset: '0 0 auto', padding: '.5em', textAlign: 'center', font: '14px system-ui',
    background: '#7a4b00', color: '#fff', zIndex: 2147483647,
  });
  banner.textContent = text;
  document.body.append(banner);
}
