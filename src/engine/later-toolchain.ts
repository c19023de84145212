/** What only one rule asks for, which few people switch on: in the built package a file of its own. */
export { compileTarget } from './compile-target.js';
export { toolVersions } from './tool-versions.js';
