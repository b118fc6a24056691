// Asks the browser for the client's service worker, once the page itself has all it needs. Before it: `const WORKER`.
addEventListener('load', () => {
  const policy = self.trustedTypes?.createPolicy('pystream-offline', {createScriptURL: url => url});
  navigator.serviceWorker?.register(policy ? policy.createScriptURL(WORKER.url) : WORKER.url, {scope: WORKER.scope}).catch(why => console.warn(`pystream: not kept for offline: ${why}`));
});
