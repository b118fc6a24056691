// The page is another one now: load it, with what a person has in it.

import {heard} from './channel.js';
import {keep} from './keep.js';
import {page} from './page.js';

let reloads = false;

export function reload() {
  if (reloads) return;
  reloads = true;
  keep();
  location.reload();
}

heard('reload', ({pages}) => {
  if (page in pages) reload();
});

// It was away, or the server was, while the page was changed.
heard('hello', ({pages}) => {
  if (!pages.includes(page)) reload();
});
