import { createHash } from 'node:crypto';

import type { Diagnostic, Problem, Severity } from '../diagnostic.js';
import { jsonText } from './json-text.js';
import type { Report } from './model.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', note: 'minor' };

/** A Code Quality report of GitLab (gitlab-org/gitlab: doc/ci/testing/code_quality.md). */
export function toGitlab(report: Report): string {
  const findings = report.diagnostics.filter(({ suppressed }) => suppressed === null).map(findingEntry);
  return jsonText([...findings, ...report.problems.map(problemEntry)]);
}

function findingEntry({ severity, rule, concern, message, location, fingerprint }: Diagnostic): object {
  const { path, startLine, startColumn, endLine, endColumn } = location;
  return {
    type: 'issue',
    check_name: rule,
    description: message,
    categories: [concern === 'permissions' || concern === 'secrets' ? 'Security' : 'Bug Risk'],
    severity: SEVERITY[severity],
    fingerprint,
    location: {
      path,
      lines: { begin: startLine, end: endLine },
      positions: { begin: { line: startLine, column: startColumn }, end: { line: endLine, column: endColumn } },
    },
  };
}

/** The format has no other place for what could not be read. */
function problemEntry({ kind, path, line, message }: Problem): object {
  return {
    type: 'issue',
    check_name: `problem-${kind}`,
    description: message,
    categories: ['Bug Risk'],
    severity: kind === 'internal' ? 'blocker' : 'info',
    fingerprint: createHash('sha256').update(JSON.stringify([kind, path, line, message])).digest('hex').slice(0, 32),
    location: { path: path === '' ? '.' : path, lines: { begin: line ?? 1, end: line ?? 1 } },
  };
}
