import type { Location } from '../diagnostic.js';
import type { MapValue, TemplateValue } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import { evaluate, member } from './evaluate.js';
import { stringOf, textOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal } from './text.js';

/** One action or resource of a statement. `text` shows parts known at deployment only as `${…}`. */
export interface PolicyEntry {
  readonly text: string;
  readonly at: Location;
  readonly isLiteral: boolean;
}

export interface PolicyStatement {
  readonly at: Location;
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: readonly PolicyEntry[];
  readonly resources: readonly PolicyEntry[];
  readonly hasNotAction: boolean;
  readonly hasNotResource: boolean;
  readonly hasCondition: boolean;
}

/** The statements of a policy document, those of every branch of an `Fn::If`; what cannot be read is left out. */
export function policyStatements(scope: TemplateScope, document: TemplateValue | undefined): readonly PolicyStatement[] {
  if (!document) return [];
  const at = scope.at(document);
  return possibilities(evaluate(scope, document, at)).flatMap(({ value }) => {
    if (value.kind !== 'map') return [];
    return each(scope, member(scope, value, 'Statement'), at).flatMap((statement) => (statement.kind === 'map' ? [toStatement(scope, statement)] : []));
  });
}

/** The items of a list or the single value, through every branch of `Fn::If`. */
export function each(scope: TemplateScope, value: TemplateValue | undefined, owner: Location): readonly TemplateValue[] {
  if (!value) return [];
  if (value.kind === 'scalar' || value.kind === 'map') return [value];
  if (value.kind === 'list') return value.items.flatMap((item) => (item.kind === 'call' && item.name === 'Fn::If' ? each(scope, item, owner) : [item]));
  if (value.kind === 'call' && value.name === 'Fn::If') {
    return possibilities(evaluate(scope, value, owner)).flatMap(({ value: branch, at }) => {
      if (branch.kind !== 'text') return each(scope, branch, owner);
      return [{ kind: 'scalar', text: displayText(branch.text), quoted: true, start: at.start, end: at.end }];
    });
  }
  return [value];
}

function toStatement(scope: TemplateScope, statement: MapValue): PolicyStatement {
  const at = scope.at(statement);
  const effect = known(stringOf(scope, member(scope, statement, 'Effect'), at));
  return {
    at,
    effect: effect === 'Allow' || effect === 'Deny' ? effect : 'unknown',
    actions: entries(scope, member(scope, statement, 'Action'), at),
    resources: entries(scope, member(scope, statement, 'Resource'), at),
    hasNotAction: member(scope, statement, 'NotAction') !== undefined,
    hasNotResource: member(scope, statement, 'NotResource') !== undefined,
    hasCondition: member(scope, statement, 'Condition') !== undefined,
  };
}

function entries(scope: TemplateScope, value: TemplateValue | undefined, at: Location): readonly PolicyEntry[] {
  return each(scope, value, at).flatMap((item): PolicyEntry[] => {
    const text = textOf(scope, item, at);
    if (text.state !== 'known') return [{ text: '${…}', at: scope.at(item), isLiteral: false }];
    return [{ text: displayText(text.value), at: text.at, isLiteral: literal(text.value) !== undefined }];
  });
}
