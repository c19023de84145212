import type { ReportingDescriptor } from 'sarif';
import type { Severity } from '../diagnostic.js';
import type { RegisteredRule } from '../rule.js';

/** Where the tool is described; a rule without a reference of its own points here too. */
export const INFORMATION_URI = 'https://www.npmjs.com/package/lambdavet';

/** The one message of a rule by id: results carry their own wording, which this cannot replace, beside it. */
export const MESSAGE_ID = 'default';

/** GitHub cuts longer texts (github/docs: content/code-security/reference/code-scanning/sarif-files). */
const MAX_TEXT = 1024;
const PROBLEM_SEVERITY = { error: 'error', warning: 'warning', note: 'recommendation' } as const satisfies Record<Severity, string>;

/** A rule as SARIF lists it, with everything GitHub shows next to an alert. */
export function ruleDescriptor(rule: RegisteredRule): ReportingDescriptor {
  const { docs } = rule;
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: limit(docs.summary) },
    fullDescription: { text: limit(docs.rationale) },
    messageStrings: { [MESSAGE_ID]: { text: `${withoutPeriod(docs.summary).replace(/[{}]/g, '$&$&')}: '{0}'.` } },
    defaultConfiguration: { level: rule.severity },
    helpUri: docs.references[0] ?? INFORMATION_URI,
    help: { text: helpText(rule), markdown: helpMarkdown(rule) },
    properties: properties(rule),
  };
}

function properties({ concern, severity, precision, preset, securitySeverity }: RegisteredRule): NonNullable<ReportingDescriptor['properties']> {
  const security = securitySeverity !== undefined;
  return {
    tags: ['aws-lambda', concern, preset, ...(security ? ['security'] : [])],
    precision,
    'problem.severity': PROBLEM_SEVERITY[severity],
    // Its mere presence makes an alert a security alert, and anything but a number in a string fails the upload.
    ...(security ? { 'security-severity': securitySeverity.toFixed(1) } : {}),
  };
}

function helpText({ docs }: RegisteredRule): string {
  const silent = docs.silentWhen.length > 0 ? [`Not reported when: ${docs.silentWhen.join('; ')}.`] : [];
  const see = docs.references.length > 0 ? [`See ${docs.references.join(' , ')}`] : [];
  return [docs.rationale, `What to do: ${docs.remedy}`, ...silent, ...see].join('\n\n');
}

/** GitHub does not show `helpUri`, so the links stand here. */
function helpMarkdown({ docs }: RegisteredRule): string {
  const list = (items: readonly string[]) => items.map((item) => `* ${item}`).join('\n');
  const silent = docs.silentWhen.length > 0 ? [`**Not reported when**\n\n${list(docs.silentWhen)}`] : [];
  const see = docs.references.length > 0 ? [`**References**\n\n${list(docs.references.map((uri) => `<${uri}>`))}`] : [];
  return [docs.rationale, `**What to do:** ${docs.remedy}`, ...silent, ...see].join('\n\n');
}

function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function withoutPeriod(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function limit(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}
