import { connectorPairs, CONNECTOR_TYPES } from './connectors.js';
import type { ConnectorPair } from './connectors.js';
import { awsPolicyName } from './find-managed-policy.js';
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
let managed: ReturnType<typeof managedPolicyRows> | undefined;
let pairs: readonly ConnectorPair[] | undefined;

/** What a SAM policy template allows; undefined where SAM has none of that name. */
export function findPolicyTemplate(name: string): PolicyTemplateContent | undefined {
  templates ??= policyTemplates();
  const found = templates.get(name);
  return found && { parameters: found.parameters, statements: readStatements(found.statements) };
}

/** What an AWS managed policy, given by ARN or bare name, allows; undefined where it is not in the table. */
export function findManagedPolicy(nameOrArn: string): readonly DataStatement[] | undefined {
  managed ??= managedPolicyRows();
  const rows = managed.get(awsPolicyName(nameOrArn) ?? nameOrArn);
  return rows && readStatements(rows);
}

/** What a connector between two types, SAM's own or CloudFormation's, gives; undefined for a pair that is not in the table. */
export function findConnector(source: string, destination: string): ConnectorPair | undefined {
  pairs ??= connectorPairs();
  const [from, to] = [source, destination].map((type) => CONNECTOR_TYPES.get(type) ?? type);
  return pairs.find((pair) => pair.source === from && pair.destination === to);
}
