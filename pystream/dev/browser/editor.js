// Links that open a file in the editor, by the setting `editor`.

import {heard} from './channel.js';
import {h} from './elements.js';

const settings = {editor: '', root: ''};

heard('hello', ({editor = '', root = ''}) => Object.assign(settings, {editor, root}));

/** Where a path of the project, or of a library, is opened; "" when no editor is set. */
function address(path, line, col = 1) {
  if (!settings.editor || !path || path.startsWith('<')) return '';
  const full = /^(\/|[A-Za-z]:)/.test(path) ? path : `${settings.root}/${path}`;
  const written = {path: full.split('/').map(encodeURIComponent).join('/'), line: line || 1, col};
  return settings.editor.replace(/\{(path|line|col)\}/g, (_, name) => written[name]);
}

/** The place as a link, or as text. */
export function placeLink(path, line, col) {
  const text = line ? `${path}:${line}` : path;
  const href = address(path, line, col);
  return href ? h('a.place', {href, title: 'open in the editor'}, text) : h('span.place', {}, text);
}
