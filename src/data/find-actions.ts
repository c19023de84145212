import { coversAction } from '../iam/statement.js';
import type { IamTables } from './iam-tables.js';
import type { ActionFact } from './service-actions.js';

/** An action with the prefix of its service. */
export interface FoundAction {
  readonly service: string;
  readonly action: ActionFact;
}

/** The actions that an entry such as `s3:Get*` covers; none where the tables do not know the service. */
export function findActions(tables: IamTables, pattern: string): readonly FoundAction[] {
  const [prefix = '', name = ''] = pattern.split(':', 2);
  const service = /[*?$]/.test(prefix) ? undefined : tables.service(prefix);
  if (!service) return [];
  if (!/[*?$]/.test(name)) {
    const action = service.action(name);
    return action ? [{ service: service.prefix, action }] : [];
  }
  const clause = { entries: [[pattern]], isInverted: false };
  return service.actions.filter((action) => coversAction(clause, `${service.prefix}:${action.name}`) === 'yes').map((action) => ({ service: service.prefix, action }));
}
