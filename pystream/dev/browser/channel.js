// What the dev server tells this page: `heard(kind, handler)`; see pystream/dev/channel.py.

const handlers = {};
let source;

export function heard(kind, handler) {
  (handlers[kind] ??= []).push(handler);
}

function listen() {
  // It comes back by itself, to the next server too.
  source = new EventSource('/_pystream/dev/events');
  source.onmessage = ({data}) => {
    const message = JSON.parse(data);
    for (const handler of handlers[message.kind] ?? []) handler(message);
  };
}

// Other tabs need the connection. What changes meanwhile the next `hello` tells.
heard('rest', () => {
  if (document.visibilityState === 'visible') return;
  source.close();
  document.addEventListener('visibilitychange', listen, {once: true});
});

listen();
