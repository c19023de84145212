import { defineAnalysis } from '../analysis.js';
import { evaluate } from '../iam/evaluate.js';
import { definitions } from './definitions.js';
import { functionKey } from './files.js';
import { hasGeneratedRole } from './policy-grantees.js';
import { rolePolicies } from './role-policies.js';

/** Traces of a function whose role may not do this are lost: it deploys and runs without. Source: AWS X-Ray Developer Guide, 'AWS Lambda and AWS X-Ray'. */
const ACTION = 'xray:PutTraceSegments';

/** Whether the role of a function, by `functionKey`, is seen wholly and does not let it send traces. SAM lets those that it makes. */
export const untraceable = defineAnalysis({
  name: 'untraceable',
  requires: { definitions, rolePolicies },
  run({ definitions: templates, rolePolicies: policiesOf }): (key: string) => boolean {
    let made: ReadonlySet<string> | undefined;
    return (key) => {
      made ??= new Set(templates.flatMap(({ functions }) => functions.filter(hasGeneratedRole).map(functionKey)));
      const policies = made.has(key) ? undefined : policiesOf(key);
      return policies?.grants.role !== undefined && evaluate({ action: ACTION, resource: ['*'], context: new Map() }, { role: policies }).verdict === 'denied';
    };
  },
});
