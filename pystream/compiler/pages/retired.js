// In the place of offline.js, once an app is compiled without it: takes itself and all that was kept away.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(retire()));

async function retire() {
  for (const name of await caches.keys()) {
    if (name.startsWith('pystream ')) await caches.delete(name);
  }
  await self.registration.unregister();
}
