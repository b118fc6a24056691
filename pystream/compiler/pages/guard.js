// Leads away from a page whose script this browser cannot run. For any browser that has ever been, so nothing new in it:
// one that knows no modules comes here as one that could not read needs.js does.
addEventListener('DOMContentLoaded', function () {
  if (!document.pystream) location.replace('/_pystream/incompatible');
});
