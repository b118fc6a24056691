// Elements of the developer's tools: in a shadow root beside the page, so that neither's styles reach the other. The page's
// policy holds here too: no markup from text, no style attributes, no inline handlers.

import {TEXT} from './style.js';

/** `h('div.row.wide', {title: 'x', onclick: run}, 'text', child)` */
export function h(form, given = {}, ...children) {
  const [tag, ...classes] = form.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith('on')) element[name] = value;
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== undefined && child !== null && child !== false));
  return element;
}

let root;

/** The shadow root of all tools. */
export function place() {
  if (!root) {
    const host = document.createElement('pystream-dev');
    root = host.attachShadow({mode: 'open'});
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(TEXT);
    root.adoptedStyleSheets = [sheet];
    // Beside the body, which an app may empty.
    document.documentElement.append(host);
  }
  return root;
}

/** 1536 -> "1.5 kB" */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

/** 12.34 -> "12 ms" */
export function duration(ms) {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** A JSON value in one line of at most so many characters. */
export function short(value, most) {
  const text = typeof value === 'string' ? value : value === null ? 'None' : JSON.stringify(value) ?? '';
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
