// Which page this is: the build's name for it, which tells its content; another one once it was changed in place.

export let page = document.querySelector('script[data-page]').dataset.page;

export function become(name) {
  page = name;
}
