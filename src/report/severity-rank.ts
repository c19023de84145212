import type { Severity } from '../diagnostic.js';

/** Sorts the worst first. */
export const SEVERITY_RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
