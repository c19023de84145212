import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { definitions } from './definitions.js';
import { evaluate, mayBeAbsent, member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { keyAt } from './property-key.js';

/** Policies of a SAM function that has a role of its own. */
export interface IgnoredPolicies {
  readonly fn: string;
  /** The key `Policies`. */
  readonly at: Location;
  /** The key `Role`. */
  readonly roleAt: Location;
}

/**
 * SAM puts `Policies` on the role that it makes, and makes none where `Role` is set.
 * Source: aws/serverless-application-model samtranslator/model/sam_resources.py, observed by running translator 1.110.0.
 */
export const ignoredPolicies = defineAnalysis({
  name: 'ignoredPolicies',
  requires: { definitions },
  run: ({ definitions: templates }): readonly IgnoredPolicies[] => templates.flatMap(({ functions }) => functions.flatMap(ignoredOf)),
});

function ignoredOf({ type, scope, properties, logicalId, at: owner }: FunctionDefinition): readonly IgnoredPolicies[] {
  const at = keyAt(scope, properties, 'Policies');
  const roleAt = keyAt(scope, properties, 'Role');
  if (type !== 'AWS::Serverless::Function' || !at || !roleAt || mayBeAbsent(scope, member(scope, properties, 'Role'))) return [];
  const policies = evaluate(scope, member(scope, properties, 'Policies'), owner);
  const isEmpty = policies.state === 'absent' || (policies.state === 'known' && policies.value.kind === 'list' && policies.value.items.length === 0);
  return isEmpty ? [] : [{ fn: logicalId, at, roleAt }];
}
