export const twice = x => x * 2; export * from '../triple.js';
