import {twice} from './tools/numbers.js';
import {triple} from 'triple';
export class Square { constructor(side) { this.side = side; } get area() { return this.side ** 2; } }
export function area(side, {scale = 1} = {}) { return twice(side) * scale; }
export const unit = 1, other = 2;
export {triple as three};
export default function shapes() { return 'shapes'; }
