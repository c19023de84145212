import { limitedValues } from '../../src/project/limited-values.js';
import { quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'value-out-of-range',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'Setting is outside the range that AWS accepts.',
    rationale: 'CloudFormation refuses the resource and rolls the deployment back.',
    remedy: 'Choose a value within the range.',
    silentWhen: ['the value is not known before deployment', 'the function runs on Lambda Managed Instances, which have limits of their own'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html', 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html'],
  },
  messages: {
    below: '{setting} of {owners} is {value}{when}; AWS accepts {min} at least{scope}.',
    above: '{setting} of {owners} is {value}{when}; AWS accepts {max} at most{scope}.',
    needsWindow: '{setting} of {owners} is {value}{when}; above {max} AWS demands a batching window of 1 s at least.',
    alsoHere: "'{owner}' gets it.",
  },
  requires: { limitedValues },

  *check({ limitedValues: values }) {
    for (const { setting, owners, at, value, when, min, max, scope = '', isWindowMissing } of values) {
      if (value >= min && value <= max) continue;
      const [first, ...others] = owners;
      const data = { setting, owners: quotedNames(owners.map(({ name }) => name)), value, when };
      const base = {
        at,
        related: others.length === 0 ? [] : owners.map((owner) => ({ message: 'alsoHere' as const, data: { owner: owner.name }, at: owner.at })),
        ...(others.length > 0 || first?.fn === undefined ? {} : { function: first.fn }),
      };
      if (value < min) yield { message: 'below', data: { ...data, min, scope }, ...base };
      else if (isWindowMissing) yield { message: 'needsWindow', data: { ...data, max }, ...base };
      else yield { message: 'above', data: { ...data, max, scope }, ...base };
    }
  },
});
