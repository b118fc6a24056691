// Python is changed in place: a module gives functions their new code and runs what is new; see docs/development.md.

import {heard} from './channel.js';
import {become, page} from './page.js';
import {reload} from './reload.js';
import {restyle} from './styles.js';

let last = Promise.resolve();

heard('swap', ({pages, url, urls}) => {
  if (!(page in pages)) return;
  become(pages[page]);
  restyle(urls);
  // One after another, as each begins where the one before ended.
  last = last.then(() => import(url)).catch(why => {
    console.warn('pystream: the edit could not be taken in place;', why);
    reload();
  });
});
