import type { Diagnostic, Edit, Fix, Place, Problem } from '../diagnostic.js';
import { jsonText } from './json-text.js';
import type { Report } from './model.js';

// Objects are built key by key: their order is part of the contract, and the engine may hand over more than it.

/** The report as data, a contract since the first release: `schemaVersion` changes when a reader could break. */
export function toJson(report: Report): string {
  const { projects, functions, files, errors, warnings, notes, suppressed } = report.summary;
  const document = {
    schemaVersion: 1,
    tool: { name: 'lambdavet', version: report.version },
    findings: report.diagnostics.map(finding),
    summary: { projects, functions, files, errors, warnings, notes, suppressed },
    problems: report.problems.map(problemEntry),
    ...(report.shard ? { shard: { index: report.shard.index, count: report.shard.count } } : {}),
  };
  return jsonText(document);
}

function finding(diagnostic: Diagnostic): object {
  const { rule, concern, severity, precision, messageId, message, fingerprint, suppressed } = diagnostic;
  return {
    rule,
    concern,
    severity,
    precision,
    messageId,
    message,
    ...(diagnostic.function === undefined ? {} : { function: diagnostic.function }),
    location: place(diagnostic.location),
    related: diagnostic.related.map((related) => ({ message: related.message, location: place(related.location) })),
    fixes: diagnostic.fixes.map(fixEntry),
    fingerprint,
    suppressed: suppressed && { kind: suppressed.kind, reason: suppressed.reason },
  };
}

function place({ path, startLine, startColumn, endLine, endColumn }: Place): Place {
  return { path, startLine, startColumn, endLine, endColumn };
}

function fixEntry({ title, applicability, edits }: Fix): Fix {
  return { title, applicability, edits: edits.map(({ path, start, end, text }): Edit => ({ path, start, end, text })) };
}

function problemEntry({ kind, path, line, message }: Problem): Problem {
  return { kind, path, ...(line === undefined ? {} : { line }), message };
}
