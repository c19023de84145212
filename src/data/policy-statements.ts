/** A statement of a policy that AWS or SAM provides. */
export interface DataStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly hasCondition: boolean;
}

/** Reads the rows that scripts/data.mjs writes: `-` for Deny, actions, resources, `?` for a condition. */
export function readStatements(rows: readonly string[]): readonly DataStatement[] {
  return rows.map((row) => {
    const isDeny = row.startsWith('-');
    const [actions = '', resources = '', condition] = (isDeny ? row.slice(1) : row).split('|');
    return { effect: isDeny ? 'Deny' : 'Allow', actions: readActions(actions), resources: resources.split(' '), hasCondition: condition !== undefined };
  });
}

/** A name without a service has that of the one before; `*` alone is every action. */
function readActions(text: string): readonly string[] {
  let service = '';
  return text.split(' ').map((action) => {
    const colon = action.indexOf(':');
    if (colon === -1) return action === '*' ? action : `${service}:${action}`;
    service = action.slice(0, colon);
    return action;
  });
}
