import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { bothWords } from './condition-words.js';
import { member } from './evaluate.js';
import { keySpan } from './key-span.js';
import { each } from './policy-document.js';
import type { Item } from './policy-document.js';
import { stringOf } from './read-value.js';
import type { TemplateScope } from './template-scope.js';
import { displayText } from './text.js';

/** Whom a statement of a trust policy or a resource policy is about. */
export interface PolicyPrincipal {
  /** `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` where the principal is a bare star. */
  readonly kind: string;
  /** Parts known at deployment only are shown as `${…}`. */
  readonly text: string;
  readonly at: Location;
  readonly when?: string;
}

export interface PrincipalStatement {
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  readonly principals: readonly PolicyPrincipal[];
  /** A transform or a macro decides whom it is about, or it says whom it is not about. */
  readonly isOpen: boolean;
  /** The key of `NotPrincipal`: everyone else is meant. */
  readonly notPrincipal: Location | undefined;
  readonly hasCondition: boolean;
  readonly condition: TemplateValue | undefined;
  /** What the statement is for, as it is written. */
  readonly resource: TemplateValue | undefined;
}

/** The statements of a policy document with their principals, those of every branch of an `Fn::If`; undefined where part of it cannot be read. */
export function principalStatements(scope: TemplateScope, document: TemplateValue | undefined): readonly PrincipalStatement[] | undefined {
  if (!document) return undefined;
  const at = scope.at(document);
  const items = each(scope, document, at).flatMap(({ value, when }): readonly Item[] =>
    value?.kind === 'map' ? each(scope, member(scope, value, 'Statement'), at, when) : [{ value: undefined, at }],
  );
  const statements: PrincipalStatement[] = [];
  for (const { value, when } of items) {
    if (value?.kind !== 'map') return undefined;
    const effect = known(stringOf(scope, member(scope, value, 'Effect'), at));
    const principal = member(scope, value, 'Principal');
    const condition = member(scope, value, 'Condition');
    const notPrincipal = value.entries.find(({ key }) => key === 'NotPrincipal');
    statements.push({
      effect: effect === 'Allow' || effect === 'Deny' ? effect : 'unknown',
      principals: principalsOf(scope, principal, at, when),
      notPrincipal: notPrincipal && scope.at(keySpan(notPrincipal)),
      isOpen: !principal || principal.kind === 'call' || principal.kind === 'opaque',
      hasCondition: condition !== undefined,
      condition,
      resource: member(scope, value, 'Resource'),
    });
  }
  return statements;
}

function principalsOf(scope: TemplateScope, principal: TemplateValue | undefined, owner: Location, around: string | undefined): readonly PolicyPrincipal[] {
  return each(scope, principal, owner, around).flatMap(({ value, at, when }): readonly PolicyPrincipal[] => {
    if (value?.kind === 'text') return [{ kind: displayText(value.text), text: displayText(value.text), at, ...(when === undefined ? {} : { when }) }];
    if (value?.kind !== 'map') return [];
    return value.entries.flatMap((entry) => each(scope, entry.value, owner, when).map((item) => toPrincipal(entry.key, item)));
  });
}

function toPrincipal(kind: string, { value, at, when }: Item): PolicyPrincipal {
  const words = bothWords(undefined, when);
  return { kind, text: value?.kind === 'text' ? displayText(value.text) : '${…}', at, ...(words === undefined ? {} : { when: words }) };
}

/** An account as a whole, which leaves the decision to its own policies. */
export function isAccount({ kind, text }: PolicyPrincipal): boolean {
  return kind === 'AWS' && /^(?:\d{12}|\$\{AWS::AccountId\}|arn:(?:aws[a-z-]*|\$\{AWS::Partition\}):iam::(?:\d{12}|\$\{AWS::AccountId\}):root)$/.test(text);
}
