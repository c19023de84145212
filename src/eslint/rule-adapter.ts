import type { Rule } from 'eslint';

import type { Fix } from '../diagnostic.js';
import type { RegisteredRule } from '../rule.js';
import { NO_FINDINGS, withoutMark } from './findings-index.js';
import type { FileFindings, ShownFinding } from './findings-index.js';
import type { Sessions } from './sessions.js';

/** Where the rules are explained. */
const DOCS = 'https://www.npmjs.com/package/lambdavet';

/** Finds what there is to say about the file that a rule looks at; the same for all rules of one lint. Never throws. */
export interface FindingsLookup {
  /** Says that a rule will look: what nobody looks at need not be found. */
  announce(context: Rule.RuleContext, id: string): void;
  find(context: Rule.RuleContext): LintOfFile;
}

interface LintOfFile {
  readonly findings: FileFindings;
  /** The rule that says what went wrong: one message is enough. */
  spokesman: string | undefined;
  /** How many rules were said to look when the findings were made. */
  readonly rules: number;
}

/**
 * A lookup that asks the sessions once for each tree that ESLint makes of a file: when the first rule looks, all that are on have been made.
 * Who gives a tree to a `Linter` again, with other rules on, has it asked again.
 */
export function createLookup(sessions: Sessions): FindingsLookup {
  // The source code object will not do as a key: oxlint has one for all files.
  const byTree = new WeakMap<object, LintOfFile>();
  const announced = new WeakMap<object, Set<string>>();
  return {
    announce({ sourceCode: { ast } }, id) {
      const ids = announced.get(ast) ?? new Set();
      announced.set(ast, ids.add(id));
    },
    find(context) {
      const { ast } = context.sourceCode;
      const known = byTree.get(ast);
      // The session keeps what it is given: a set of its own.
      const shown = new Set(announced.get(ast));
      if (known?.rules === shown.size) return known;
      const lint: LintOfFile = { findings: findingsFor(context, sessions, shown), spokesman: undefined, rules: shown.size };
      byTree.set(ast, lint);
      return lint;
    },
  };
}

function findingsFor({ filename, physicalFilename, cwd, sourceCode, settings }: Rule.RuleContext, sessions: Sessions, shown: ReadonlySet<string>): FileFindings {
  // A block that a processor cut out of a file is no file of a project.
  if (filename !== physicalFilename) return NO_FINDINGS;
  try {
    return sessions.findingsIn({ file: filename, workingFolder: cwd, text: withoutMark(sourceCode.text), isTyped: wantsTypes(settings), shown });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...NO_FINDINGS, failures: [`lambdavet could not vet this file's project: ${reason}.`] };
  }
}

/** `settings: { lambdavet: { types: true } }`, as in `configs.typed`. */
function wantsTypes(settings: Rule.RuleContext['settings'] | undefined): boolean {
  const own: unknown = settings?.['lambdavet'];
  return typeof own === 'object' && own !== null && 'types' in own && own.types === true;
}

/** The ESLint rule that shows the findings of one of ours, in whatever language the file is read. */
export function toEslintRule(rule: RegisteredRule, lookup: FindingsLookup): Rule.RuleModule {
  const { id, docs, preset, severity, fix } = rule;
  return {
    meta: {
      type: severity === 'note' ? 'suggestion' : 'problem',
      docs: { description: docs.summary, url: `${DOCS}#${id}`, recommended: preset === 'recommended' },
      schema: [],
      ...(fix === 'safe' ? { fixable: 'code' as const } : {}),
      ...(fix === undefined ? {} : { hasSuggestions: true }),
      // A text may hold braces, which ESLint would fill in; what it fills in it leaves alone.
      messages: { finding: '{{ message }}' },
    },
    create(context) {
      lookup.announce(context, id);
      const show = (columnBase: number): void => report(context, rule, lookup.find(context), columnBase);
      return {
        // JavaScript, TypeScript and eslint-plugin-yml.
        Program: () => show(0),
        CfnTemplate: () => show(0),
        // @eslint/json counts columns from one.
        Document: () => show(Math.min(1, rootColumn(context))),
      };
    },
  };
}

function report(context: Rule.RuleContext, { id, fix }: RegisteredRule, lint: LintOfFile, columnBase: number): void {
  for (const finding of lint.findings.byRule.get(id) ?? []) {
    context.report({ loc: toLoc(finding, columnBase), messageId: 'finding', data: { message: finding.message }, ...(fix === undefined ? {} : fixesOf(finding, fix)) });
  }
  if (lint.findings.failures.length === 0) return;
  lint.spokesman ??= id;
  if (lint.spokesman !== id) return;
  for (const message of lint.findings.failures) {
    const start = { line: 1, column: columnBase };
    context.report({ loc: { start, end: start }, messageId: 'finding', data: { message } });
  }
}

/** A safe one is applied by `--fix` and on saving, the others are offered. */
function fixesOf(finding: ShownFinding, surest: Fix['applicability']): Pick<Rule.ReportDescriptorOptions, 'fix' | 'suggest'> {
  const fixes = finding.fixes();
  const safe = surest === 'safe' ? fixes.find(({ applicability }) => applicability === 'safe') : undefined;
  const suggest = fixes.filter((fix) => fix !== safe).map((fix) => ({ desc: fix.title, fix: toFixer(fix) }));
  return { ...(safe ? { fix: toFixer(safe) } : {}), ...(suggest.length > 0 ? { suggest } : {}) };
}

function toFixer({ edits }: Fix): (fixer: Rule.RuleFixer) => Rule.Fix[] {
  return (fixer) => edits.map(({ start, end, text }) => fixer.replaceTextRange([start, end], text));
}

function toLoc({ place }: ShownFinding, columnBase: number) {
  return {
    start: { line: place.startLine, column: place.startColumn - 1 + columnBase },
    end: { line: place.endLine, column: place.endColumn - 1 + columnBase },
  };
}

function rootColumn({ sourceCode }: Rule.RuleContext): number {
  return sourceCode.getLoc(sourceCode.ast).start.column;
}
