// Modules of policies, for scripts/data.mjs.
import { rows } from './typescript-literal.mjs';

/** A statement of a policy as one text: `-` for Deny, actions (a service once for those that follow), `|`, resources, `|?` for a condition. */
function statementRow({ effect, actions, resources, condition }) {
  let service = '';
  const names = actions.map((action) => {
    const [before, name] = action.split(':');
    const isSame = name !== undefined && name !== '*' && before === service;
    service = before;
    return isSame ? name : action;
  });
  return `${effect === 'Deny' ? '-' : ''}${names.join(' ')}|${resources.join(' ')}${condition ? '|?' : ''}`;
}

function statementRows(statements) {
  return statements.map(statementRow);
}

/** Every start reads the policies that people use often; the others are in a file that the first question about one loads. */
function templatesThat(isWanted, { templates }) {
  return rows(Object.entries(templates).filter(([name]) => isWanted(name)).map(([name, { parameters, statements }]) => [name, { parameters, statements: statementRows(statements) }]));
}

export function renderPolicyTemplates(data) {
  return `// ${data.notice}

/** A SAM policy template; its statements are rows for \`readStatements\`, with \`\${Name}\` for a parameter. */
export interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly string[];
}

/** The policy templates that are used often, by name. A function, so that a run that never asks does not build them. */
export const policyTemplates = (): ReadonlyMap<string, PolicyTemplate> => new Map<string, PolicyTemplate>([
${templatesThat((name) => data.often.includes(name), data)}]);
`;
}

export function renderRarePolicyTemplates(data) {
  return `// ${data.notice}
import type { PolicyTemplate } from './policy-templates.js';

/** The other policy templates, by name. */
export const rarePolicyTemplates = (): ReadonlyMap<string, PolicyTemplate> => new Map<string, PolicyTemplate>([
${templatesThat((name) => !data.often.includes(name), data)}]);
`;
}

function policiesThat(isWanted, { policies }) {
  return rows(Object.entries(policies).filter(([name]) => isWanted(name)).map(([name, statements]) => [name, statementRows(statements)]));
}

export function renderManagedPolicyStatements(data) {
  return `/** What AWS managed policies that functions have often allow, by name, as rows for \`readStatements\`. A function, so that a run that never asks does not build it. */
export const managedPolicyRows = (): ReadonlyMap<string, readonly string[]> => new Map<string, readonly string[]>([
${policiesThat((name) => data.often.includes(name), data)}]);
`;
}

export function renderRareManagedPolicies(data) {
  return `/** What other AWS managed policies allow, by name, as rows for \`readStatements\`. */
export const rareManagedPolicyRows = (): ReadonlyMap<string, readonly string[]> => new Map<string, readonly string[]>([
${policiesThat((name) => !data.often.includes(name), data)}]);
`;
}

export function renderConnectors(data) {
  const pairs = data.pairs.map(({ source, destination, mechanism, policyOn, access }) => {
    const accesses = Object.entries(access);
    if (mechanism === 'AWS_LAMBDA_PERMISSION') return { source, destination, principals: Object.fromEntries(accesses.map(([name, { principal }]) => [name, principal])) };
    return { source, destination, roleOf: policyOn === 'destination' ? 'destination' : 'source', statements: Object.fromEntries(accesses.map(([name, statements]) => [name, statementRows(statements)])) };
  });
  return `// ${data.notice}

/** What a connector between two types of resources gives, by kind of access (\`Read\`, \`Write\`). */
export interface ConnectorPair {
  readonly source: string;
  readonly destination: string;
  /** Whose role gets the statements. */
  readonly roleOf?: 'source' | 'destination';
  /** Rows for \`readStatements\`, with \`%{Source.Arn}\` and the like for attributes of the two. */
  readonly statements?: Readonly<Record<string, readonly string[]>>;
  /** Who may invoke the destination, where the connector makes a resource-based permission instead. */
  readonly principals?: Readonly<Record<string, string>>;
}

/** The types that SAM's own types count as. */
export const connectorTypes = (): ReadonlyMap<string, string> => new Map([
${rows(Object.entries(data.typeOf))}]);

/** Pairs of which a function is one. */
export const connectorPairs = (): readonly ConnectorPair[] => [
${rows(pairs)}];
`;
}
