import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { ResourceFact } from '../facts/model.js';
import { known, mapResolved } from '../resolved.js';
import type { Resolved } from '../resolved.js';
import { definitions } from './definitions.js';
import { member } from './evaluate.js';
import { functionKey } from './files.js';
import { functionQualifier } from './function-qualifier.js';
import type { FunctionQualifier } from './function-qualifier.js';
import { perTemplate } from './per-template.js';
import { booleanOf, stringOf, textOf } from './read-value.js';
import { servicePrincipal } from './service-principal.js';
import { finderOf } from './target-function.js';
import type { FunctionFinder } from './target-function.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';
import type { Text } from './text.js';

/** An `AWS::Lambda::Permission`: who else may invoke a function. */
export interface Permission {
  readonly logicalId: string;
  readonly at: Location;
  readonly template: string;
  /** Logical id of the function, where a template of the same stacks defines it, and its `functionKey`. */
  readonly fn: string | undefined;
  readonly key: string | undefined;
  /** The key of the scope that its texts are read in. */
  readonly stack: string;
  /** What `FunctionName` says. */
  readonly target: Resolved<Text>;
  readonly qualifier: FunctionQualifier;
  /** In the usual spelling, whatever the case it is written in. */
  readonly action: Resolved<string>;
  readonly principal: Resolved<Text>;
  /** The principal without the region that some carry, where it is a service. */
  readonly service: string | undefined;
  readonly sourceArn: Resolved<Text>;
  readonly sourceAccount: Resolved<Text>;
  readonly organization: Resolved<Text>;
  readonly eventSourceToken: Resolved<Text>;
  readonly urlAuthType: Resolved<string>;
  readonly isViaUrl: Resolved<boolean>;
}

/** The permissions of a template. */
export const permissionsOf = perTemplate((template): readonly Permission[] => {
  const finder = finderOf(template);
  const { scope } = template;
  return scope.template.resources.filter(({ type }) => type === 'AWS::Lambda::Permission').map((resource) => toPermission(scope, resource, finder));
});

/** Every `AWS::Lambda::Permission` of the project. */
export const permissions = defineAnalysis({
  name: 'permissions',
  requires: { definitions },
  run: ({ definitions: templates }): readonly Permission[] => templates.flatMap(permissionsOf),
});

function toPermission(scope: TemplateScope, { logicalId, key, properties }: ResourceFact, finder: FunctionFinder): Permission {
  const at = scope.at(key);
  const text = (name: string): Resolved<Text> => textOf(scope, member(scope, properties, name), at);
  const target = text('FunctionName');
  const principal = text('Principal');
  const named = known(target);
  const definition = finder.findAnywhere(member(scope, properties, 'FunctionName'));
  const service = known(principal);
  return {
    logicalId,
    at,
    template: scope.template.path,
    fn: definition?.logicalId,
    key: definition && functionKey(definition),
    stack: scope.key,
    target,
    qualifier: named ? functionQualifier(scope, named) : { kind: 'unknown' },
    action: mapResolved(stringOf(scope, member(scope, properties, 'Action'), at), actionOf, ''),
    principal,
    service: service && serviceOf(displayText(service)),
    sourceArn: text('SourceArn'),
    sourceAccount: text('SourceAccount'),
    organization: text('PrincipalOrgID'),
    eventSourceToken: text('EventSourceToken'),
    urlAuthType: stringOf(scope, member(scope, properties, 'FunctionUrlAuthType'), at),
    isViaUrl: booleanOf(scope, member(scope, properties, 'InvokedViaFunctionUrl'), at),
  };
}

const ACTIONS = ['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'];

/** IAM minds no case: `lambda:invokeFunction`, as SAM once wrote it, allows the same. */
function actionOf(action: string): string {
  return ACTIONS.find((one) => one.toLowerCase() === action.toLowerCase()) ?? action;
}

function serviceOf(principal: string): string | undefined {
  const service = servicePrincipal(principal);
  return /^[a-z0-9.-]+\.amazon(?:aws)?\.com(?:\.cn)?$/.test(service) ? service : undefined;
}

/** "function 'Orders'", or what is said instead where the function is elsewhere. */
export function targetWords({ fn, target }: Permission): string {
  if (fn !== undefined) return `function '${fn}'`;
  const text = known(target);
  return text && !displayText(text).includes('${…}') ? `function '${displayText(text)}'` : 'a function';
}
