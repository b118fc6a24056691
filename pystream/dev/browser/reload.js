// The page is another one now: load it.

import {heard} from './channel.js';
import {page} from './page.js';

heard('reload', ({pages}) => {
  if (page in pages) location.reload();
});

// It was away, or the server was, while the page was changed.
heard('hello', ({pages}) => {
  if (!pages.includes(page)) location.reload();
});
