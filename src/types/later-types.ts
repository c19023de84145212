// Only `--types` and `configs.typed` need it. The build puts it into a file of its own, which is loaded by the first call.
export { hasTsMorph, openReceiverTypes } from './receiver-types.js';
