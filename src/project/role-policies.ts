import { defineAnalysis } from '../analysis.js';
import type { Policies } from '../iam/evaluate.js';
import type { GappedText } from '../iam/gapped-text.js';
import type { Clause, Statement } from '../iam/statement.js';
import { definitions } from './definitions.js';
import { functionKey } from './files.js';
import { functionGrants } from './function-grants.js';
import type { FunctionGrant, FunctionGrants } from './function-grants.js';
import type { PolicyEntry } from './policy-document.js';
import { createResourceArns } from './resource-arns.js';
import type { ResourceArns } from './resource-arns.js';

/** A statement of a role in the words of IAM, with the one that it stands for. */
export interface RoleStatement extends Statement {
  readonly grant: FunctionGrant;
}

export interface RolePolicies extends Policies<RoleStatement> {
  readonly grants: FunctionGrants;
}

/** What the role of a function allows and denies, by `functionKey`, made when it is asked for. */
export const rolePolicies = defineAnalysis({
  name: 'rolePolicies',
  requires: { definitions, functionGrants },
  run: ({ definitions: templates, functionGrants: granted }): ((key: string) => RolePolicies | undefined) => {
    const found = new Map<string, RolePolicies | undefined>();
    /** Functions with one role have one list. */
    const lists = new Map<readonly FunctionGrant[], readonly RoleStatement[]>();
    const arns = new Map(templates.flatMap(({ scope, functions }) => {
      const made = createResourceArns(scope);
      return functions.map((definition) => [functionKey(definition), made] as const);
    }));
    const statementsOf = (own: ResourceArns, { statements }: FunctionGrants): readonly RoleStatement[] => {
      const list = lists.get(statements) ?? statements.map((grant) => toRoleStatement(own, grant));
      lists.set(statements, list);
      return list;
    };
    return (key) => {
      const [grants, own] = [granted.get(key), arns.get(key)];
      if (!found.has(key)) found.set(key, grants && own && { grants, isComplete: grants.isVisible, statements: statementsOf(own, grants) });
      return found.get(key);
    };
  },
});

/** A statement as it is written, in the words of IAM. */
export function toRoleStatement(arns: ResourceArns, grant: FunctionGrant): RoleStatement {
  const { effect, actions, resources, hasCondition } = grant;
  // What stands in a branch, and a condition, hold in some deployments and requests only.
  const isOpen = hasCondition || [...actions, ...resources].some(({ when }) => when !== undefined && !/^(?:by default|in environment '[^']*')$/.test(when));
  return {
    grant,
    effect,
    actions: clause(actions, grant, 'NotAction', ({ value }) => arns.gapped(value)),
    resources: clause(resources, grant, 'NotResource', ({ value }) => arns.gapped(value)),
    conditions: isOpen ? 'unknown' : [],
  };
}

/** Both an element and its inversion, or neither, is a mistake that AWS refuses. */
function clause(entries: readonly PolicyEntry[], { inverted }: FunctionGrant, name: 'NotAction' | 'NotResource', toText: (entry: PolicyEntry) => GappedText): Clause | 'unknown' {
  const other = inverted.find((one) => one.name === name);
  if (other && entries.length > 0) return 'unknown';
  return other ? { isInverted: true, entries: other.entries.map(toText) } : { isInverted: false, entries: entries.map(toText) };
}
