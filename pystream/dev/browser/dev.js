// The half of `pystream serve --dev` in the browser; the first script of each page, in all of them the same.

import './spy.js';
import './styles.js';
import './swap.js';
import './reload.js';
import './overlay.js';
import './panel.js';
