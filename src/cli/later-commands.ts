// What a plain `check` does not need. The build puts it into a file of its own, which is loaded by the first call. Arguments and
// results are plain data and functions: classes and inputs of the command are other ones in that file.
export { baselineSummary, baselineText, countEntries, nextBaseline } from './baseline-document.js';
export { completions } from './completions.js';
export { help } from './help.js';
export { init } from './init.js';
export { merge } from './merge.js';
export { openOutcomes, openWeights } from './outcome-file.js';
export { createRuleTimer } from './rule-timer.js';
export { holdSpaceForNew, keepHeapSmall } from './heap.js';
export { startSecondThread } from './second-thread.js';
export { watch } from './watch.js';
