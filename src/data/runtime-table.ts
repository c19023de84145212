import type { RuntimeFact } from './runtimes.js';
import { RUNTIMES, RUNTIMES_AS_OF } from './runtimes.js';

/** Runtimes with their dates, and the day on which they were true. */
export interface RuntimeTable {
  readonly asOf: string;
  readonly runtimes: readonly RuntimeFact[];
}

/** The table that comes with this version. */
export const BUILT_IN_RUNTIMES: RuntimeTable = { asOf: RUNTIMES_AS_OF, runtimes: RUNTIMES };

/** What comes before the number, the number, and one behind a dot; `.x` is any. More than that (`java11.al2023`) may be new. */
const VERSION = /^(\D*)(\d+)(?:\.(\d+x?|x))?$/;

/**
 * Whether a name is certainly none of a runtime: it is not in the tables, and it starts with a number, or is older than the newest of its
 * family. What is newer, or of no known family, may have come since.
 */
export function isNoRuntime(name: string, { runtimes }: RuntimeTable): boolean {
  const all = [...RUNTIMES, ...runtimes].map(({ id }) => id);
  const [, family, major, minor = '0'] = VERSION.exec(name) ?? [];
  if (family === undefined || all.includes(name)) return false;
  return family === '' || all.some((id) => {
    const [, other, newest, behind = '0'] = VERSION.exec(id) ?? [];
    return other === family && (Number(major) < Number(newest) || (major === newest && (behind === 'x' || parseInt(minor, 10) < Number(behind))));
  });
}

type Fields = Readonly<Record<string, unknown>>;

/** Narrows the content of a file of the shape of data/runtimes.json; an error says which entry is wrong and how. */
export function parseRuntimeTable(json: unknown): { readonly table: RuntimeTable } | { readonly error: string } {
  if (!isFields(json)) return { error: 'the runtime table is not an object' };
  const { asOf, runtimes } = json;
  if (!isDate(asOf)) return { error: "'asOf' is not a date of the form YYYY-MM-DD" };
  if (!Array.isArray(runtimes) || runtimes.length === 0) return { error: "'runtimes' is not a list with at least one runtime" };
  const facts: RuntimeFact[] = [];
  for (const [index, entry] of runtimes.entries()) {
    const fact = parseRuntime(entry, index);
    if (typeof fact === 'string') return { error: fact };
    if (facts.some((other) => other.id === fact.id)) return { error: `runtime '${fact.id}' is listed twice` };
    facts.push(fact);
  }
  return { table: { asOf, runtimes: facts } };
}

function parseRuntime(entry: unknown, index: number): RuntimeFact | string {
  if (!isFields(entry)) return `'runtimes[${index}]' is not an object`;
  const { id, family, inlineCode = false, containerOnly, preview, refusesCallbacks } = entry;
  if (typeof id !== 'string' || id === '') return `'runtimes[${index}].id' is not a string`;
  if (typeof family !== 'string' || family === '') return `'family' of runtime '${id}' is not a string`;
  if (typeof inlineCode !== 'boolean') return `'inlineCode' of runtime '${id}' is not true or false`;
  const { successor = null } = entry;
  const [deprecation, blockCreate, blockUpdate] = [toDay(entry['deprecation']), toDay(entry['blockCreate']), toDay(entry['blockUpdate'])];
  if (deprecation === undefined) return wrongDay('deprecation', id);
  if (blockCreate === undefined) return wrongDay('blockCreate', id);
  if (blockUpdate === undefined) return wrongDay('blockUpdate', id);
  if (successor !== null && typeof successor !== 'string') return `'successor' of runtime '${id}' is neither null nor a string`;
  return {
    id, family, deprecation, blockCreate, blockUpdate, successor, inlineCode,
    ...(containerOnly === true ? { containerOnly } : {}),
    ...(preview === true ? { preview } : {}),
    ...(refusesCallbacks === true ? { refusesCallbacks } : {}),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** ISO days compare as text, so nothing else may pass; 2026-02-30 is refused too. */
function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The day, null where none is given, undefined for anything else. */
function toDay(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  return isDate(value) ? value : undefined;
}

function wrongDay(name: string, id: string): string {
  return `'${name}' of runtime '${id}' is neither null nor a date of the form YYYY-MM-DD`;
}
