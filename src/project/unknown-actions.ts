import { defineAnalysis } from '../analysis.js';
import { findActions } from '../data/find-actions.js';
import type { IamTables } from '../data/iam-tables.js';
import { coversAction } from '../iam/statement.js';
import { grants } from './grants.js';
import type { Grant } from './grants.js';
import { iamTables } from './iam-tables.js';
import type { PolicyEntry } from './policy-document.js';

/** An action of a statement that no service has. */
export interface UnknownAction {
  readonly entry: PolicyEntry;
  readonly grant: Grant;
  readonly service: string;
  /** `service`: there is no such service; `actions`: no action that begins or ends so; `operation`: an operation that needs others. */
  readonly kind: 'service' | 'action' | 'actions' | 'operation';
  /** What the operation needs. */
  readonly needed: readonly string[];
}

/** Actions in policies of functions that AWS did not have when the tables were made. */
export const unknownActions = defineAnalysis({
  name: 'unknownActions',
  requires: { grants, iamTables },
  run: ({ grants: { statements }, iamTables: tables }): readonly UnknownAction[] =>
    statements.flatMap((grant) => {
      const entries = [...grant.actions, ...grant.inverted.filter(({ name }) => name === 'NotAction').flatMap((one) => one.entries)];
      return entries.flatMap((entry) => judge(tables, grant, entry) ?? []);
    }),
});

function judge(tables: IamTables, grant: Grant, entry: PolicyEntry): UnknownAction | undefined {
  const [prefix = '', name, more] = entry.text.split(':', 3);
  // What has another form is malformed.
  if (!entry.isLiteral || name === undefined || more !== undefined || !/^[\w-]+$/.test(prefix)) return undefined;
  const found = { entry, grant, service: prefix.toLowerCase(), needed: [] };
  const service = tables.service(prefix);
  if (!service) return tables.isService(prefix) ? undefined : { ...found, kind: 'service' };
  if (/^\*+$/.test(name) || findActions(tables, entry.text).length > 0 || name.includes('$')) return undefined;
  if (/[*?]/.test(name)) return { ...found, kind: 'actions' };
  const operation = service.anyOperation(name);
  if (operation?.state !== 'known') return { ...found, kind: 'action' };
  const needed = [...operation.required, ...operation.oneOf.flatMap(({ actions }) => actions)];
  // SAM's own policy templates list operations beside the actions that they need: copied from there, it does no harm.
  return needed.some((action) => !isGranted(grant, action)) ? { ...found, kind: 'operation', needed } : undefined;
}

function isGranted({ actions }: Grant, action: string): boolean {
  return coversAction({ entries: actions.map(({ text }) => [text]), isInverted: false }, action) === 'yes';
}
