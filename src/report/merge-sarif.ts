import type { Invocation, Notification, Result, Run } from 'sarif';
import type { Severity } from '../diagnostic.js';
import { compare, isListOf, isObject, isSeverity, isShard, isVersion, onlyOnce } from './merge-json.js';
import type { Shard } from './model.js';
import { sarifText } from './sarif.js';
import { DEFAULT_RESULTS, leftOutNotification, MAX_PACKED_BYTES, rankOf, withinLimits } from './sarif-limits.js';
import type { LeftOut, LimitedText } from './sarif-limits.js';

/** What the SARIF of one shard says. */
export interface SarifPart {
  readonly run: Run;
  readonly version: string;
  readonly shard: Shard | undefined;
}

/** The one run that the parts are of, within the limits as a whole. */
export function joinSarif(parts: readonly SarifPart[], maxResults = DEFAULT_RESULTS): LimitedText {
  const runs = parts.map(({ run }) => run);
  const results = runs.flatMap((run) => run.results ?? []).sort((a, b) => compare(resultPath(a), resultPath(b)));
  const notifications = runs.flatMap(({ invocations }) => invocations?.[0]?.toolExecutionNotifications ?? []);
  const told = onlyOnce(notifications.filter((one) => numberIn(one, 'leftOut') === 0)).sort(compareNotifications);
  const before = leftOutBefore(notifications);
  const executionSuccessful = runs.every(({ invocations }) => invocations?.[0]?.executionSuccessful === true);
  const write = (kept: readonly Result[], leftOut: LeftOut): string => {
    const toolExecutionNotifications = [...told, ...leftOutNotification(leftOut)];
    const { properties: _shard, ...first } = runs[0] ?? { tool: { driver: { name: 'lambdavet' } } };
    return sarifText({ ...first, invocations: [{ executionSuccessful, toolExecutionNotifications }], results: [...kept] });
  };
  return withinLimits(results, (result) => rankOf(severityOf(result), result.suppressions !== undefined), { results: maxResults, packedBytes: MAX_PACKED_BYTES }, write, before);
}

/** Reads SARIF that lambdavet wrote; undefined for any other. */
export function readSarifPart(data: unknown): SarifPart | undefined {
  if (!isObject(data) || data['version'] !== '2.1.0' || !isListOf(data['runs'], isRun)) return undefined;
  const [run, ...others] = data['runs'];
  const { name, semanticVersion = '' } = run?.tool.driver ?? {};
  const shard: unknown = run?.properties?.['shard'];
  if (!run || others.length > 0 || name !== 'lambdavet' || !isVersion(semanticVersion) || !isShard(shard)) return undefined;
  return { run, version: semanticVersion, shard };
}

/** The worst that was found decides the exit code. */
export function severitiesIn(parts: readonly SarifPart[]): readonly Severity[] {
  return parts.flatMap(({ run }) => run.results ?? []).filter(({ suppressions }) => suppressions === undefined).map(severityOf);
}

function isRun(data: unknown): data is Run {
  return isObject(data) && isObject(data['tool']) && isObject(data['tool']['driver']) && isListOf(data['invocations'], isInvocation) && isListOf(data['results'], isResult) && (data['properties'] === undefined || isObject(data['properties']));
}

function isInvocation(data: unknown): data is Invocation {
  return isObject(data) && isListOf(data['toolExecutionNotifications'], (one): one is Notification => isObject(one) && hasText(one['message']) && (one['locations'] === undefined || isListOf(one['locations'], isPlace)));
}

function hasText(message: unknown): boolean {
  return isObject(message) && typeof message['text'] === 'string';
}

/** A file is named by text, also where the region is left out. */
function isPlace(data: unknown): data is object {
  if (!isObject(data)) return false;
  const place = data['physicalLocation'];
  return isObject(place) && isObject(place['artifactLocation']) && typeof place['artifactLocation']['uri'] === 'string' && (place['region'] === undefined || isObject(place['region']));
}

function isResult(data: unknown): data is Result {
  return isObject(data) && isObject(data['message']) && isListOf(data['locations'], isPlace);
}

function severityOf({ level }: Result): Severity {
  return isSeverity(level) ? level : 'warning';
}

function resultPath({ locations }: Result): string {
  return pathOf(locations?.[0]?.physicalLocation?.artifactLocation?.uri);
}

function compareNotifications(a: Notification, b: Notification): number {
  const place = ({ locations }: Notification) => locations?.[0]?.physicalLocation;
  const line = (one: Notification): number => place(one)?.region?.startLine ?? 0;
  return compare(pathOf(place(a)?.artifactLocation?.uri), pathOf(place(b)?.artifactLocation?.uri)) || line(a) - line(b) || compare(a.message.text ?? '', b.message.text ?? '');
}

/** What the files of the parts had no room for; of several limits the narrowest. */
function leftOutBefore(notifications: readonly Notification[]): LeftOut {
  const told = notifications.filter((one) => numberIn(one, 'leftOut') > 0);
  const count = told.reduce((sum, one) => sum + numberIn(one, 'leftOut'), 0);
  return { count, total: count, limit: Math.min(...told.map((one) => numberIn(one, 'limit'))) };
}

function numberIn({ properties }: Notification, name: 'leftOut' | 'limit'): number {
  const value: unknown = properties?.[name];
  return typeof value === 'number' ? value : 0;
}

/** Percent signs sort otherwise than what they stand for. */
function pathOf(uri: string | undefined): string {
  try {
    return decodeURIComponent(uri ?? '');
  } catch {
    return uri ?? ''; // Not written by us: any order will do.
  }
}
