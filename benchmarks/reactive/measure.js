// One operation of the page's subject, timed: its script alone, and until the frame that shows it is drawn.

// No line to a server: what is measured is the page.
globalThis.WebSocket = class { addEventListener() {} send() {} close() {} };

const drawn = () => new Promise(resolve => {
  requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(null);
  });
});

globalThis.prepare = async calls => {
  for (const name of calls) {
    globalThis[name]();
    await drawn();
  }
  await drawn();
};

globalThis.measure = async (name, check) => {
  const start = performance.now();
  globalThis[name]();
  // What renders in microtasks has had its turn then.
  for (let turn = 0; turn < 10; turn++) await null;
  const script = performance.now() - start;
  await drawn();
  return {script, drawn: performance.now() - start, rows: document.querySelectorAll('tr').length};
};
