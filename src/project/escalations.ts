import { defineAnalysis } from '../analysis.js';
import type { EscalationPath, IamTables } from '../data/iam-tables.js';
import type { Location } from '../diagnostic.js';
import { coversAction } from '../iam/statement.js';
import { isEffectivelyAnyResource, wildcardService } from '../iam/wildcards.js';
import { canBothHold } from './condition-words.js';
import { grants } from './grants.js';
import type { Grant } from './grants.js';
import { iamTables } from './iam-tables.js';
import type { PolicyEntry } from './policy-document.js';
import type { Grantee } from './policy-grantees.js';
import { referredResource } from './text.js';
import type { Text } from './text.js';

/** An action of a path, where it is allowed. */
export interface EscalationStep {
  readonly action: string;
  readonly at: Location;
}

/** A set of actions with which a function can raise its own rights. */
export interface Escalation {
  readonly grantee: Grantee;
  readonly steps: readonly EscalationStep[];
  /** Where the other sets begin that the same statement allows. */
  readonly others: readonly EscalationStep[];
  /** Where the set begins: the action without which it would be harmless. */
  readonly at: Location;
}

/** Ways in which functions can raise their own rights by what is written in the templates, one per statement: whoever limits that ends them all. */
export const escalations = defineAnalysis({
  name: 'escalations',
  requires: { grants, iamTables },
  run({ grants: { statements }, iamTables: tables }): readonly Escalation[] {
    const found = new Map<string, Escalation & { readonly others: EscalationStep[] }>();
    for (const held of byHolder(statements.filter(isFree))) {
      for (const [first, ...more] of escalationsOf(tables, held)) {
        const key = `${first.statement.path}:${first.statement.start}`;
        const known = found.get(key);
        if (known) known.others.push(first);
        else found.set(key, { grantee: first.grantee, steps: [first, ...more], others: [], at: first.at });
      }
    }
    return [...found.values()];
  },
});

/** Allows something without limits on when, and of the whole account: tables are only read where there is such a statement. */
function isFree({ effect, hasCondition, inverted, resources, grantee }: Grant): boolean {
  return effect === 'Allow' && !hasCondition && inverted.length === 0 && resources.some((resource) => isEffectivelyAnyResource(resource.text) || isOwnRole(resource, grantee));
}

/** The statements of one function, or of a role or policy that none of the template has. Functions with equal ones count once. */
function byHolder(statements: readonly Grant[]): readonly (readonly Grant[])[] {
  const holders = new Map<string, Grant[]>();
  for (const statement of statements) {
    const { template, grantee: { functions, kind, logicalId } } = statement;
    for (const holder of functions.length > 0 ? functions.map((fn) => `function ${fn}`) : [`${kind} ${logicalId}`]) {
      const key = `${template} ${holder}`;
      const held = holders.get(key);
      if (held) held.push(statement);
      else holders.set(key, [statement]);
    }
  }
  const distinct = new Map([...holders.values()].map((held) => [held.map(({ at }) => `${at.path}:${at.start}`).join(), held]));
  return [...distinct.values()];
}

function escalationsOf(tables: IamTables, held: readonly Grant[]): readonly (readonly [Step, ...Step[]])[] {
  const steps = new Map<string, Step | undefined>();
  const stepFor = (action: string): Step | undefined => {
    if (!steps.has(action)) steps.set(action, findStep(held, action));
    return steps.get(action);
  };
  const open = tables.escalation.flatMap((path): readonly { readonly path: EscalationPath; readonly taken: readonly Step[] }[] => {
    const taken = path.actions.flatMap((action) => stepFor(action) ?? []);
    return taken.length === path.actions.length && taken.some(({ isNarrow }) => isNarrow) ? [{ path, taken }] : [];
  });
  // A longer set that holds a shorter one says nothing more.
  const least = open.filter(({ path }) => !open.some((other) => other.path !== path && other.path.actions.length < path.actions.length && other.path.actions.every((action) => path.actions.includes(action))));
  return least.flatMap(({ taken: [first, ...more] }): readonly (readonly [Step, ...Step[]])[] => (first ? [[first, ...more]] : []));
}

interface Step extends EscalationStep {
  readonly grantee: Grantee;
  /** The statement that allows it. */
  readonly statement: Location;
  /** It is named, not brought in by every action of its service. */
  readonly isNarrow: boolean;
}

/** Where an action is allowed on anything, or on the very role of its holder. */
function findStep(held: readonly Grant[], action: string): Step | undefined {
  const candidates = held.flatMap(({ actions, resources, grantee, at: statement }) =>
    actions.filter((entry) => covers(entry, action)).flatMap((entry): readonly Step[] => {
      const isOpen = resources.some((resource) => canBothHold(entry.when, resource.when) && (isEffectivelyAnyResource(resource.text) || isOwnRole(resource, grantee)));
      return isOpen ? [{ action, at: entry.at, grantee, statement, isNarrow: wildcardService(entry.text) === undefined }] : [];
    }),
  );
  return candidates.find(({ isNarrow }) => isNarrow) ?? candidates[0];
}

function covers({ text, isLiteral }: PolicyEntry, action: string): boolean {
  if (!isLiteral) return false;
  // Most entries are of other services.
  const [prefix = ''] = text.split(':', 1);
  if (!prefix.includes('*') && prefix.toLowerCase() !== action.slice(0, action.indexOf(':'))) return false;
  return coversAction({ entries: [[text]], isInverted: false }, action) === 'yes';
}

/** SAM calls the role that it makes after the function. */
function isOwnRole({ value }: PolicyEntry, { roles, functions }: Grantee): boolean {
  const referred = referredResource(value) ?? roleNamed(value);
  return referred !== undefined && (roles.includes(referred) || functions.some((id) => referred === `${id}Role`));
}

/** The role whose name ends an ARN: `arn:aws:iam::123456789012:role/${OrdersRole}`. */
function roleNamed(value: Text): string | undefined {
  const [before, last] = value.slice(-2);
  const isName = typeof before === 'string' && /:role\/(?:[^:]*\/)?$/.test(before);
  return isName && typeof last === 'object' && last.kind === 'resource' && last.attribute === undefined ? last.logicalId : undefined;
}
