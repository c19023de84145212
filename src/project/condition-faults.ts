import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { evaluate } from './evaluate.js';
import { keySpan } from './key-span.js';
import type { FoundFault } from './policy-faults.js';
import type { TemplateScope } from './template-scope.js';

/** As in `ForAllValues:StringNotEqualsIgnoreCaseIfExists`; how their letters are written is not compared. */
const OPERATOR = /^(?:for(?:any|all)values?:)?(?:string(?:not)?(?:equals(?:ignorecase)?|like)|numeric(?:(?:not)?equals|(?:less|greater)than(?:equals)?)|date(?:(?:not)?equals|(?:less|greater)than(?:equals)?)|arn(?:not)?(?:equals|like)|(?:not)?ipaddress|bool|binaryequals|null)(?:ifexists)?$/i;

/** What IAM refuses in a condition: operators that it does not have, keys without the prefix of a service. */
export function conditionFaults(scope: TemplateScope, written: TemplateValue | undefined): readonly FoundFault[] {
  const condition = written && known(evaluate(scope, written, scope.at(written)));
  if (!written || !condition) return [];
  if (condition.kind !== 'map') return [{ kind: 'shape', value: 'Condition', at: scope.at(written) }];
  return condition.entries.flatMap(({ key: operator, value, ...place }): readonly FoundFault[] => {
    if (operator.startsWith('Fn::')) return [];
    if (!OPERATOR.test(operator)) return [{ kind: 'operator', value: operator, at: scope.at(keySpan(place)) }];
    const keys = known(evaluate(scope, value, scope.at(value)));
    if (keys?.kind !== 'map') return keys ? [{ kind: 'shape', value: operator, at: scope.at(value) }] : [];
    return keys.entries.filter(({ key }) => !/[:$]/.test(key)).map((entry): FoundFault => ({ kind: 'key', value: entry.key, at: scope.at(keySpan(entry)) }));
  });
}
