import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { evaluate } from '../iam/evaluate.js';
import type { GappedText } from '../iam/gapped-text.js';
import type { RequestContext } from '../iam/statement.js';
import { known } from '../resolved.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import type { FunctionDefinition } from './function-definition.js';
import { principalStatements } from './policy-principals.js';
import { textOf } from './read-value.js';
import { ANYTHING, createResourceArns, localArn } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';
import { rolePolicies } from './role-policies.js';
import type { TemplateScope } from './template-scope.js';
import { triggers } from './triggers.js';

/** A role of the template with which functions cannot write their logs. */
export interface SilentRole {
  readonly role: { readonly logicalId: string; readonly at: Location };
  readonly actions: readonly string[];
  readonly functions: readonly { readonly logicalId: string; readonly at: Location }[];
}

type Growing = Omit<SilentRole, 'actions' | 'functions'> & { readonly actions: Set<string>; readonly functions: FunctionDefinition[] };

/** Roles that are seen wholly and let nobody write logs: not those that forbid it, which is meant. */
export const silentRoles = defineAnalysis({
  name: 'silentRoles',
  requires: { definitions, rolePolicies, triggers },
  run({ definitions: templates, rolePolicies: policiesOf, triggers: byFunction }): readonly SilentRole[] {
    const found = new Map<string, Growing>();
    for (const { scope, functions } of templates) {
      const arns = createResourceArns(scope);
      for (const definition of functions) {
        const key = functionKey(definition);
        const policies = policiesOf(key);
        const role = policies?.isComplete ? scope.resources.get(policies.grants.role ?? '') : undefined;
        // At the edge the logs are in other regions, under other names.
        if (!policies || role?.type !== 'AWS::IAM::Role' || trustsEdge(scope, role.properties) || byFunction.get(key)?.some(({ kind }) => kind === 'lambda-at-edge')) continue;
        const resource = logsOf(arns, definition);
        const denied = ACTIONS.filter((action) => {
          const answer = evaluate({ action, resource, context: NO_CONTEXT }, { role: policies });
          return answer.verdict === 'denied' && answer.because === 'not-allowed';
        });
        if (denied.length === 0) continue;
        const id = `${scope.key}#${role.logicalId}`;
        const known = found.get(id) ?? { role: { logicalId: role.logicalId, at: scope.at(role.key) }, actions: new Set(), functions: [] };
        found.set(id, known);
        for (const action of denied) known.actions.add(action);
        known.functions.push(definition);
      }
    }
    return [...found.values()].map((one) => ({ ...one, actions: [...one.actions] }));
  },
});

/** The group may be there already; the stream never is. */
const ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const NO_CONTEXT: RequestContext = new Map();

/** The group of a function with its streams, `/aws/lambda/` and its name where it is not told another. */
function logsOf(arns: ResourceArns, { scope, properties, logicalId, at }: FunctionDefinition): GappedText {
  const own = textOf(scope, member(scope, properties, 'LoggingConfig', 'LogGroup'), at);
  const text = known(own);
  const name = own.state === 'absent' ? ['/aws/lambda/', ...arns.gapped([{ kind: 'resource', logicalId, attribute: undefined }])] : text ? arns.gapped(text) : [ANYTHING];
  return localArn('logs', ['log-group:', ...name, ANYTHING]);
}

function trustsEdge(scope: TemplateScope, properties: FunctionDefinition['properties']): boolean {
  const document = member(scope, properties, 'AssumeRolePolicyDocument');
  return document !== undefined && principalStatements(scope, document)?.some(({ principals }) => principals.some(({ text }) => /^edgelambda\./.test(text))) !== false;
}
