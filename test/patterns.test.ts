import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';

import { Visitor, parseSync } from 'oxc-parser';
import { analyse } from 'scslre';
import { expect, test } from 'vitest';

import { SECRET_PATTERNS } from '../src/data/secret-patterns.js';
import { attackTexts } from './attack-texts.js';

const ROOT = join(import.meta.dirname, '..');
/** At this length an expression that is quadratic needs far more than the limit on any machine, and one that is linear far less: the limit ends what would hang. */
const LENGTH = 250_000;
const TIMEOUT = 1000;

/** What is tried on short texts only, which the code around it sees to. */
const ON_SHORT_TEXTS: ReadonlySet<string> = new Set([
  String.raw`^arn:.*:(sqs|sns):.*:([\w-]+(?:\.fifo)?)$`,
  String.raw`[\w$]+$`,
  // Paths and names of files that are there.
  String.raw`\.template$|template.*\.(?:yaml|yml|json)$`,
  String.raw`^(?:pyproject\.toml|Pipfile(?:\.lock)?|setup\.(?:py|cfg)|poetry\.lock|uv\.lock|environment\.ya?ml|(?!requirements\.txt$).*requirements.*\.(?:txt|in)|requirements)$`,
  String.raw`^(.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/(.+?)\.d\.[cm]?ts$`,
  // Names of variables.
  ...SECRET_PATTERNS.flatMap(({ hint }) => hint ?? []),
]);

/** What the analysis suspects and texts cannot show: the end of each matches whatever is left, or one of two parts always matches; the first is tried on paths. */
const NEVER_REFUSING: ReadonlySet<string> = new Set([
  String.raw`(?<!(?:^|\/)node_modules\/@[^/]*)\/`,
  String.raw`[^\n]*\n|[^\n]+$`,
  String.raw`^[ \t]*(nodejs|node|python)[ \t]+(\S+)[ \t]*(?:#.*)?\r?$`,
  String.raw`^eslint-(disable-next-line|disable-line|disable|enable)(?:\s+([^]*))?$`,
  String.raw`^([A-Za-z_]\w*)\s+(.+)$`,
  String.raw`^[\s*]*lambdavet:\s*([\w-]*)\s*(?:\[([^\]]*)\])?([^]*)$`,
]);

interface Expression {
  readonly source: string;
  readonly flags: string;
}

function expressionsIn(file: string): readonly Expression[] {
  const found: Expression[] = [];
  new Visitor({
    Literal(node) {
      if ('regex' in node) found.push({ source: node.regex.pattern, flags: node.regex.flags });
    },
  }).visit(parseSync(file, readFileSync(file, 'utf8')).program);
  return found;
}

/** Each text has the limit for itself: an expression with many words in it has many texts. What is slow is so again, what the machine held up is not. */
function isSlow({ source, flags }: Expression): boolean {
  const context = createContext({ expression: new RegExp(source, flags), attack: '' });
  const takesLong = (attack: string): boolean => {
    context['attack'] = attack;
    try {
      runInContext('attack.replace(expression, "")', context, { timeout: TIMEOUT });
      return false;
    } catch {
      return true;
    }
  };
  return attackTexts(source, LENGTH).some((attack) => takesLong(attack) && takesLong(attack) && takesLong(attack));
}

const files = ['src', 'rules'].flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /(?<!\.d)\.m?ts$|\.mjs$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));
const written = files.flatMap(expressionsIn);
const secrets = SECRET_PATTERNS.map(({ pattern }): Expression => ({ source: pattern, flags: '' }));
const all = new Map([...written, ...secrets].map((expression) => [`/${expression.source}/${expression.flags}`, expression]));

test('no expression takes time that grows faster than the text', { timeout: 600_000 }, () => {
  expect(all.size).toBeGreaterThan(400);
  const slow = [...all].filter(([, expression]) => !ON_SHORT_TEXTS.has(expression.source) && isSlow(expression)).map(([name]) => name);
  expect(slow).toEqual([]);
});

/** By the structure of the expression, whatever the clock says. */
function isSuspect({ source, flags }: Expression): boolean {
  return analyse({ source, flags }).reports.length > 0;
}

test('no expression can divide the same characters in several ways', () => {
  const suspects = [...all.values()].filter((expression) => isSuspect(expression)).map(({ source }) => source);
  expect(suspects.filter((source) => !ON_SHORT_TEXTS.has(source)).sort()).toEqual([...NEVER_REFUSING].sort());
});

test.each(['-.*$', String.raw`^-r[=\s]*(\S+)$`, '(?:a+)+b', String.raw`^\s*(\w*)\s*$x`])('the analysis suspects %s', (source) => {
  expect(isSuspect({ source, flags: '' })).toBe(true);
});

test.each([String.raw`-.*$`, '-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----', String.raw`\d+$`, String.raw`\$\{[^}]*\}`, String.raw`^from\s*((?:[.\s]|\\\n)*[\w.]*?)\s*\bimport\b`, String.raw`\{%[\s\S]*?%\}`, '(?:a+)+b', 'put.*Metric.*x', String.raw`^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*([^;@]*)(?:;.*)?$`])('the texts show that %s does', (source) => {
  expect(isSlow({ source, flags: '' })).toBe(true);
});
