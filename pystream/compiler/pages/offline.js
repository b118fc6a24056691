// The service worker of one client: keeps what the page is made of, and opens it where there is no network.
//
// Before this text the compiler puts `const BUILD`, with
//   client, path   its name and where it is;
//   others         paths of other clients below it, which have workers of their own;
//   fallback       whether addresses below its path are its too, as the server's setting says;
//   shell          the page without anybody's cookie, by a URL that only this build's page has;
//   base           what URLs of assets begin with;
//   assets         those that are kept.
// What is asked of the server while there is one goes there: only where it does not answer is the shell shown.

const CACHE = `pystream ${BUILD.client} ${BUILD.shell}`;
const POLICY = 'content-security-policy';
const FIRST_UNAVAILABLE = 502;
const LAST_UNAVAILABLE = 504;

self.addEventListener('install', event => event.waitUntil(install()));
self.addEventListener('activate', event => event.waitUntil(activate()));
self.addEventListener('fetch', event => {
  const {request} = event;
  if (request.method !== 'GET') return;
  if (request.mode === 'navigate') {
    if (isPage(new URL(request.url))) event.respondWith(page(request));
  } else if (request.url.startsWith(new URL(BUILD.base, location.href).href) && !request.headers.has('range')) event.respondWith(asset(request));
});

async function install() {
  const cache = await caches.open(CACHE);
  const keep = async (url, old) => {
    // Nobody's cookie goes out, so nothing that is one person's comes in.
    const request = new Request(url, {credentials: 'omit'});
    const answer = old ?? await fetch(request);
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    await cache.put(request, answer);
  };
  // Assets are named by their content: what an older build has of them is the same.
  await Promise.all([keep(BUILD.shell), ...BUILD.assets.map(async url => keep(url, await kept(url)))]);
  await self.skipWaiting();
}

// A tab that is open goes on with the assets of the build before.
async function activate() {
  const own = (await caches.keys()).filter(name => name.startsWith(`pystream ${BUILD.client} `) && name !== CACHE);
  await Promise.all(own.slice(0, -1).map(name => caches.delete(name)));
  await self.clients.claim();
}

function isPage({origin, pathname}) {
  const isBelow = path => `${pathname}/`.startsWith(path === '/' ? path : `${path}/`);
  if (origin !== location.origin || !isBelow(BUILD.path) || BUILD.others.some(isBelow)) return false;
  if (pathname === BUILD.path) return true;
  const [, first] = pathname.split('/');
  return BUILD.fallback && !BUILD.reserved.includes(first) && !pathname.slice(pathname.lastIndexOf('/')).includes('.');
}

async function page(request) {
  let answer;
  try {
    answer = await fetch(request);
    if (answer.status < FIRST_UNAVAILABLE || answer.status > LAST_UNAVAILABLE) return answer;
  } catch {
    // There is no network, or no server.
  }
  return await shell() ?? answer ?? Response.error();
}

// Each time with a nonce of its own, in the policy and in the page, as the server would: one that had been seen before
// could be borne by what somebody has injected.
async function shell() {
  const answer = await kept(BUILD.shell);
  if (!answer) return undefined;
  const headers = new Headers(answer.headers);
  let html = await answer.text();
  const policy = headers.get(POLICY) ?? '';
  const old = /'nonce-([^']+)'/.exec(policy)?.[1];
  if (old) {
    const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18)))).replace(/\+/g, '-').replace(/\//g, '_');
    headers.set(POLICY, policy.replaceAll(old, nonce));
    html = html.replaceAll(old, nonce);
  }
  return new Response(html, {headers});
}

async function asset(request) {
  return await kept(request) ?? fetch(request);
}

function kept(request) {
  return caches.match(request, {ignoreSearch: true, ignoreVary: true});
}
