// The pages of the rules are longer than all the other commands.
export { explain } from './explain.js';
