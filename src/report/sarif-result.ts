import type { CodeFlow, Location, Message, Result } from 'sarif';
import type { Diagnostic, RelatedPlace } from '../diagnostic.js';
import type { RegisteredRule } from '../rule.js';
import { lineHashes } from './line-hash.js';
import type { Report } from './model.js';
import { printable } from './printable.js';
import { plainLocation, primaryLocation } from './sarif-location.js';
import { MESSAGE_ID } from './sarif-rule.js';
import type { Sources } from './sources.js';
import { createSources } from './sources.js';

/** GitHub shows a hundred locations of a result, and only those that its message links to. */
const MAX_RELATED = 100;
const MAX_LINKS = 10;
/** The validator allows a hundred with the place of the finding itself. */
const MAX_STEPS = 99;

/** Turns diagnostics of one report into results; `rules` in the order in which the run lists them. */
export function resultMaker(report: Report, rules: readonly RegisteredRule[]): (diagnostic: Diagnostic) => Result {
  const sources = createSources(report);
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const hashes = hashesPerFile(report);
  return (diagnostic) => result(diagnostic, indexes.get(diagnostic.rule), sources, hashes(diagnostic.location.path));
}

/** Only files with findings are hashed, each once. */
function hashesPerFile(report: Report): (path: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (path) => {
    const text = known.has(path) ? undefined : report.textOf(path);
    const hashes = known.get(path) ?? (text === undefined ? [] : lineHashes(text));
    known.set(path, hashes);
    return hashes;
  };
}

function result(diagnostic: Diagnostic, ruleIndex: number | undefined, sources: Sources, hashes: readonly string[]): Result {
  const related = diagnostic.related.slice(0, MAX_RELATED);
  const flow = codeFlow(diagnostic);
  const lineHash = hashes[diagnostic.location.startLine];
  return {
    ruleId: diagnostic.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: diagnostic.severity,
    message: message(diagnostic, related, ruleIndex !== undefined),
    locations: [{ physicalLocation: primaryLocation(diagnostic.location, sources), ...logical(diagnostic) }],
    ...(related.length > 0 ? { relatedLocations: related.map(relatedLocation) } : {}),
    ...(flow ? { codeFlows: [flow] } : {}),
    partialFingerprints: { ...(lineHash ? { primaryLocationLineHash: lineHash } : {}), 'lambdavet/v1': diagnostic.fingerprint },
    ...(diagnostic.suppressed ? { suppressions: [{ kind: diagnostic.suppressed.kind === 'baseline' ? 'external' : 'inSource', justification: diagnostic.suppressed.reason }] } : {}),
  };
}

function logical(diagnostic: Diagnostic): Pick<Location, 'logicalLocations'> {
  return diagnostic.function === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: diagnostic.function, kind: 'resource' }] };
}

/** The text alone counts; the id beside it lets other tools group results without reading sentences. */
function message(diagnostic: Diagnostic, related: readonly RelatedPlace[], isListed: boolean): Message {
  return {
    text: escapeBrackets(diagnostic.message) + links(related),
    ...(isListed ? { id: MESSAGE_ID, arguments: [printable(diagnostic.function ?? diagnostic.location.path)] } : {}),
  };
}

/** GitHub shows a related place only where the message links to its id. */
function links(related: readonly RelatedPlace[]): string {
  const shown = related.slice(0, MAX_LINKS).map((one, index) => `[${linkText(one.message)}](${index + 1})`);
  const more = related.length - shown.length;
  const all = more > 0 ? [...shown, `${more} more`] : shown;
  const last = all.at(-1);
  if (last === undefined) return '';
  const others = all.slice(0, -1);
  return others.length > 0 ? ` See ${others.join(', ')} and ${last}.` : ` See ${last}.`;
}

function linkText(sentence: string): string {
  return escapeBrackets(sentence.replaceAll('\\', '\\\\').replace(/\.$/, ''));
}

/** What stands in brackets before parentheses would be taken for a link (SARIF 2.1.0, 3.11.6). */
function escapeBrackets(text: string): string {
  return text.replace(/[[\]]/g, '\\$&');
}

function relatedLocation(related: RelatedPlace, index: number): Location {
  return { id: index + 1, physicalLocation: plainLocation(related.location), message: { text: related.message } };
}

/** The path from the handler to the place of the finding, where the rule names its stations. */
function codeFlow(diagnostic: Diagnostic): CodeFlow | undefined {
  const steps = diagnostic.related.filter(({ step }) => step).slice(0, MAX_STEPS);
  if (steps.length === 0) return undefined;
  const stations = [...steps, diagnostic].map(({ message: text, location }) => ({
    location: { physicalLocation: plainLocation(location), message: { text } },
  }));
  return { threadFlows: [{ locations: stations }] };
}
