// What the dev server tells this page: `heard(kind, handler)`; see pystream/dev/channel.py.

const handlers = {};

export function heard(kind, handler) {
  (handlers[kind] ??= []).push(handler);
}

// It comes back by itself, to the next server too.
new EventSource('/_pystream/dev/events').onmessage = ({data}) => {
  const message = JSON.parse(data);
  for (const handler of handlers[message.kind] ?? []) handler(message);
};
