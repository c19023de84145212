import type { Location } from '../diagnostic.js';
import type { MapValue, TemplateValue } from '../facts/model.js';
import { known, possibilities } from '../resolved.js';
import { bothWords } from './condition-words.js';
import { evaluate, member } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { keySpan } from './key-span.js';
import { stringOf } from './read-value.js';
import { scopeUnder } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import { displayText, literal } from './text.js';
import type { Text } from './text.js';

/** One action or resource of a statement. `text` shows parts known at deployment only as `${…}`. */
export interface PolicyEntry {
  readonly text: string;
  /** The same with what is known of the gaps. */
  readonly value: Text;
  readonly at: Location;
  readonly isLiteral: boolean;
  /** Words that qualify it: the branch of an `Fn::If` around it or its statement. */
  readonly when?: string;
}

export interface InvertedElement {
  readonly name: 'NotAction' | 'NotResource';
  /** Its key. */
  readonly at: Location;
  readonly entries: readonly PolicyEntry[];
}

export interface PolicyStatement {
  readonly at: Location;
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly actions: readonly PolicyEntry[];
  readonly resources: readonly PolicyEntry[];
  /** `NotAction` and `NotResource`: what the statement is not about. */
  readonly inverted: readonly InvertedElement[];
  readonly hasCondition: boolean;
}

/** One item of what may be a list; `value` is undefined where deployment decides. */
export interface Item {
  readonly value: Evaluated | undefined;
  readonly at: Location;
  readonly when?: string;
}

/** The items of a list or the single value, through every branch of `Fn::If`; what is left out is not in it. */
export function each(scope: TemplateScope, value: TemplateValue | undefined, owner: Location, around?: string): readonly Item[] {
  const resolved = evaluate(scopeUnder(scope, around), value, owner);
  if (resolved.state === 'absent') return [];
  if (resolved.state === 'unknown' && !resolved.possible) return [{ value: undefined, at: resolved.at, ...qualifiedBy(around) }];
  return possibilities(resolved)
    .filter(({ when }) => scope.conditions.canHold(scope.within, around, when))
    .flatMap((one): readonly Item[] => {
      const when = bothWords(around, one.when);
      if (one.value.kind === 'list') return one.value.items.flatMap((item) => each(scope, item, owner, when));
      return [{ value: one.value, at: one.at, ...qualifiedBy(when) }];
    });
}

function qualifiedBy(when: string | undefined): { readonly when?: string } {
  return when === undefined ? {} : { when };
}

/** The statements of a policy document, those of every branch of an `Fn::If`; what cannot be read is left out. */
export function policyStatements(scope: TemplateScope, document: TemplateValue | undefined, around?: string): readonly PolicyStatement[] {
  if (!document) return [];
  const at = scope.at(document);
  return each(scope, document, at, around).flatMap(({ value: one, when: outer }) => {
    if (one?.kind !== 'map') return [];
    return each(scope, member(scope, one, 'Statement'), at, outer).flatMap(({ value, when }) => (value?.kind === 'map' ? [toStatement(scope, value, when)] : []));
  });
}

function toStatement(scope: TemplateScope, statement: MapValue, around: string | undefined): PolicyStatement {
  const at = scope.at(statement);
  const effect = known(stringOf(scope, member(scope, statement, 'Effect'), at));
  return {
    at,
    effect: effect === 'Allow' || effect === 'Deny' ? effect : 'unknown',
    actions: policyEntries(scope, member(scope, statement, 'Action'), at, around),
    resources: policyEntries(scope, member(scope, statement, 'Resource'), at, around),
    inverted: statement.entries.flatMap((entry): readonly InvertedElement[] => {
      const name = entry.key;
      return name === 'NotAction' || name === 'NotResource' ? [{ name, at: scope.at(keySpan(entry)), entries: policyEntries(scope, entry.value, at, around) }] : [];
    }),
    hasCondition: member(scope, statement, 'Condition') !== undefined,
  };
}

/** The actions or resources that a value lists. */
export function policyEntries(scope: TemplateScope, value: TemplateValue | undefined, owner: Location, around?: string): readonly PolicyEntry[] {
  return each(scope, value, owner, around).map(({ value: one, at, when }) => policyEntry(one?.kind === 'text' ? one.text : UNREADABLE, at, when));
}

const UNREADABLE: Text = [{ kind: 'unknown', reason: 'it is no text' }];

/** Where the name of a bucket is a parameter that is empty by default, one will be given. */
function withNamedBucket(text: Text): Text {
  return text.flatMap((part, index): Text => {
    const end = typeof part === 'string' ? part.indexOf(':s3:::') + 6 : 5;
    if (typeof part !== 'string' || end === 5 || (end === part.length ? index < text.length - 1 : part[end] !== '/')) return [part];
    return [part.slice(0, end), { kind: 'unknown', reason: 'the bucket is to be given' }, ...(end === part.length ? [] : [part.slice(end)])];
  });
}

export function policyEntry(written: Text, at: Location, when?: string): PolicyEntry {
  const value = written.some((part) => typeof part === 'string' && part.includes(':s3:::')) ? withNamedBucket(written) : written;
  return { text: displayText(value), value, at, isLiteral: literal(value) !== undefined, ...qualifiedBy(when) };
}
