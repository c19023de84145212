import { RESERVED_VARIABLES } from '../../src/data/environment.js';
import { declaredVariables } from '../../src/project/environment.js';
import { functionNames, otherOwners, qualifier, verbAfter } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'reserved-environment-variable',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'Environment variable has a name that Lambda keeps for itself.',
    rationale: 'Lambda refuses to create or update a function that sets a reserved variable: the deployment fails.',
    remedy: 'Give the variable another name, or leave it out: Lambda sets it.',
    silentWhen: ['the set of variables is not known before deployment'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime'],
  },
  messages: {
    reserved: "Lambda reserves environment variable '{name}' and refuses {functions}, which {verb} it{when}.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { declaredVariables },

  *check({ declaredVariables: declared }) {
    for (const { name, at, when, owners } of declared) {
      if (!RESERVED_VARIABLES.has(name)) continue;
      const functions = functionNames(owners);
      yield {
        message: 'reserved',
        data: { name, functions, verb: verbAfter(functions, 'set'), when: qualifier({ when }) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        // Lambda gives most of them a value of its own, which the code then reads.
        fixes: () => [{ title: `Remove '${name}'`, applicability: 'unsafe', changes: [{ kind: 'remove', at }] }],
        ...(owners.length === 1 && owners[0] ? { function: owners[0].logicalId } : {}),
      };
    }
  },
});
