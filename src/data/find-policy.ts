import type { ConnectorPair } from './connectors.js';
import { awsPolicyName } from './find-managed-policy.js';
import { connectorPairs, connectorTypes, rareManagedPolicyRows, rarePolicyTemplates } from './later-tables.js';
import { managedPolicyRows } from './managed-policy-statements.js';
import { readStatements } from './policy-statements.js';
import type { DataStatement } from './policy-statements.js';
import { policyTemplates } from './policy-templates.js';

export interface PolicyTemplateContent {
  readonly parameters: readonly string[];
  readonly statements: readonly DataStatement[];
}

/** Each table is built on first use. */
let templates: ReturnType<typeof policyTemplates> | undefined;
let rareTemplates: typeof templates;
let managed: ReturnType<typeof managedPolicyRows> | undefined;
let rareManaged: typeof managed;
let connectors: { readonly pairs: readonly ConnectorPair[]; readonly typeOf: ReadonlyMap<string, string> } | undefined;

/** What a SAM policy template allows; undefined where SAM has none of that name. */
export function findPolicyTemplate(name: string): PolicyTemplateContent | undefined {
  templates ??= policyTemplates();
  const found = templates.get(name) ?? (rareTemplates ??= rarePolicyTemplates()).get(name);
  return found && { parameters: found.parameters, statements: readStatements(found.statements) };
}

/** What an AWS managed policy, given by ARN or bare name, allows; undefined where it is not in the table. */
export function findManagedPolicy(nameOrArn: string): readonly DataStatement[] | undefined {
  managed ??= managedPolicyRows();
  const name = awsPolicyName(nameOrArn) ?? nameOrArn;
  const rows = managed.get(name) ?? (rareManaged ??= rareManagedPolicyRows()).get(name);
  return rows && readStatements(rows);
}

/** What a connector between two types, SAM's own or CloudFormation's, gives; undefined for a pair that is not in the table. */
export function findConnector(source: string, destination: string): ConnectorPair | undefined {
  connectors ??= { pairs: connectorPairs(), typeOf: connectorTypes() };
  const { typeOf } = connectors;
  const [from, to] = [source, destination].map((type) => typeOf.get(type) ?? type);
  return connectors.pairs.find((pair) => pair.source === from && pair.destination === to);
}
