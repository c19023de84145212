import { toConcise } from '../../src/report/concise.js';
import { toFull } from '../../src/report/full.js';
import { toGithub } from '../../src/report/github.js';
import { toGitlab } from '../../src/report/gitlab.js';
import { toJson } from '../../src/report/json.js';
import { toJunit } from '../../src/report/junit.js';
import { toMarkdown } from '../../src/report/markdown.js';
import type { Report } from '../../src/report/model.js';
import { toSarif } from '../../src/report/sarif.js';
import { PLANTED } from './hostile.js';

// Everything that moves a cursor, colours, rings or ends a line where the report does not.
export const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
/** What a build service obeys in what is printed. */
export const COMMAND = /^\s*::[A-Za-z]|##[A-Za-z]*\[/m;
/** What starts a line of `--format github`, by our hand. */
const OWN_COMMAND = /^::(?:error|warning|notice) (?=file=|line=|title=)/gm;
/** Elements, links that are not to a reference, people: outside of code. */
const MARKUP = /(?<!\\)<(?!!-- -->)|(?<!\\)\]\((?!https:\/\/)|(?<!\\)@\w/;
const ELEMENT = /<(?!\/?(?:testsuites?|testcase|failure|error)\b|\?xml )|&(?!#\d+;)/;
/** Where a document has sentences; paths and ids are what they are. */
const SENTENCES: ReadonlySet<string> = new Set(['message', 'description', 'text', 'title', 'reason', 'arguments']);

/** What the formats let through that they must not. */
export function wrongFormats(report: Report, sarif = toSarif(report).text): readonly string[] {
  const [json, gitlab, junit] = [toJson(report), toGitlab(report), toJunit(report)];
  // Nothing within backticks is read as Markdown.
  const markdown = toMarkdown(report).replace(/`[^`\n]*`/g, '``');
  const github = toGithub(report).replace(OWN_COMMAND, '');
  const printed = [['JSON', json], ['SARIF', sarif], ['full', toFull(report)], ['narrow', toFull(report, { columns: 60 })], ['concise', toConcise(report)], ['GitLab', gitlab], ['JUnit', junit], ['Markdown', markdown], ['GitHub', github]] as const;
  return [
    ...wrongDocument('JSON', json),
    ...wrongDocument('SARIF', sarif),
    ...wrongDocument('GitLab', gitlab),
    ...quote('Markdown has markup of theirs', markdown, MARKUP),
    ...quote('JUnit has elements of theirs', junit, ELEMENT),
    ...printed.flatMap(([name, text]) => [...quote(`${name} prints a control character`, text, CONTROL), ...quote(`${name} prints a command`, text, COMMAND)]),
    ...printed.flatMap(([name, text]) => PLANTED.filter((secret) => text.includes(secret)).map((secret) => `${name} shows a secret: ${secret.slice(0, 12)}`)),
  ];
}

function wrongDocument(name: string, text: string): readonly string[] {
  const document: unknown = JSON.parse(text);
  if (typeof document !== 'object' || document === null) return [`${name} is no object`];
  return sentencesIn(document).flatMap((sentence) => [
    ...quote(`${name} has a control character in a sentence`, sentence.replaceAll('\n', '\u0000'), CONTROL),
    ...quote(`${name} has a command in a sentence`, sentence, COMMAND),
  ]);
}

/** Edits are text of files, and what a rule says about itself comes from us. */
function sentencesIn(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return SENTENCES.has(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => sentencesIn(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => (name === 'edits' || name === 'rules' ? [] : sentencesIn(child, name)));
}

function quote(what: string, text: string, expression: RegExp): readonly string[] {
  const found = expression.exec(text);
  return found ? [`${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40))}`] : [];
}
