import { toJson } from '../../src/report/json.js';
import { joinJson, readJsonPart } from '../../src/report/merge-json.js';
import { joinSarif, readSarifPart } from '../../src/report/merge-sarif.js';
import { toSarif } from '../../src/report/sarif.js';
import { ORDERS_REPORT } from '../report/orders-report.js';
import { changeJson } from './around.js';
import { wrongFormats } from './judge-formats.js';
import { wrongSarif } from './judge-sarif.js';
import { mutateBytes } from './mutate.js';
import type { Random } from './random.js';

const SHARDS = [1, 2].map((index) => ({ ...ORDERS_REPORT, shard: { index, count: 2 } }));
const JSON_PARTS = SHARDS.map((report) => toJson(report));
const SARIF_PARTS = SHARDS.map((report) => toSarif(report).text);

/** What is wrong with how changed reports are merged: they may be refused, and what is accepted gives a report as it should be. */
export function judgeMerge(random: Random): readonly string[] {
  const [texts, merge] = random.next() < 0.5 ? [changed(JSON_PARTS, random), mergedJson] : [changed(SARIF_PARTS, random), mergedSarif];
  const documents = texts.flatMap(parsed);
  try {
    return documents.length < texts.length ? [] : merge(documents).map((fault) => `merge: ${fault}: ${texts.join('\n')}`);
  } catch (error) {
    return [`merge threw ${error instanceof Error ? (error.stack ?? '') : String(error)}: ${texts.join('\n')}`];
  }
}

/** One of the parts with changes, beside one as it is. */
function changed([first = '', second = '']: readonly string[], random: Random): readonly string[] {
  let text = first;
  for (let left = 1 + random.below(3); left > 0; left--) text = random.next() < 0.8 ? changeJson(text, random) : mutateBytes(text, random, [second]);
  return [text, second];
}

function parsed(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    // The command refuses what is no JSON.
    return [];
  }
}

function mergedJson(documents: readonly unknown[]): readonly string[] {
  const parts = documents.flatMap((document) => readJsonPart(document) ?? []);
  return parts.length < documents.length ? [] : wrongFormats({ ...joinJson(parts), rules: [], textOf: () => undefined });
}

function mergedSarif(documents: readonly unknown[]): readonly string[] {
  const parts = documents.flatMap((document) => readSarifPart(document) ?? []);
  if (parts.length < documents.length) return [];
  const merged = joinSarif(parts);
  // What differs from the schema before merging may do so after it.
  return documents.every((document) => wrongSarif(JSON.stringify(document)).length === 0) ? wrongSarif(merged.text) : [];
}
