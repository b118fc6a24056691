// Style sheets are replaced in place: the new one is there before the old one goes, so that nothing flashes.

import {heard} from './channel.js';
import {become, page} from './page.js';

heard('css', ({pages, urls}) => {
  if (!(page in pages)) return;
  become(pages[page]);
  restyle(urls);
});

/** Replace those whose URLs are in `urls`: old -> new. */
export function restyle(urls) {
  for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
    const url = urls[new URL(link.href).pathname];
    if (url && !link.dataset.goes) replace(link, url);
  }
}

function replace(old, url) {
  const fresh = old.cloneNode();
  fresh.href = url;
  old.dataset.goes = true;
  fresh.onload = () => old.remove();
  fresh.onerror = () => {
    fresh.remove();
    delete old.dataset.goes;
  };
  old.after(fresh);
}
