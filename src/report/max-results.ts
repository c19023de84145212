/** GitHub rejects a run with more results (github/docs: data/reusables/code-scanning/sarif-limits.md). */
export const MAX_RESULTS = 25_000;
