// The words of js-framework-benchmark's rows, by a generator of numbers that each page starts alike.

const ADJECTIVES = ['pretty', 'large', 'big', 'small', 'tall', 'short', 'long', 'handsome', 'plain', 'quaint', 'clean', 'elegant', 'easy', 'angry', 'crazy', 'helpful', 'mushy', 'odd', 'unsightly', 'adorable', 'important', 'inexpensive', 'cheap', 'expensive', 'fancy'];
const COLOURS = ['red', 'yellow', 'blue', 'green', 'pink', 'brown', 'purple', 'brown', 'white', 'black', 'orange'];
const NOUNS = ['table', 'chair', 'house', 'bbq', 'desk', 'car', 'pony', 'cookie', 'sandwich', 'burger', 'pizza', 'mouse', 'keyboard'];

let state = 7;

function pick(words) {
  state = (state * 16807) % 2147483647;
  return words[state % words.length];
}

export const label = () => `${pick(ADJECTIVES)} ${pick(COLOURS)} ${pick(NOUNS)}`;
