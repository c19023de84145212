import { PROVIDED_PREFIXES, PROVIDED_VARIABLES } from '../../src/data/environment.js';
import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import type { EnvironmentRead, HandlerCode } from '../../src/project/handler-code.js';
import { byOwners } from '../../src/project/owned.js';
import { functionNames } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'undeclared-environment-variable',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  docs: {
    summary: 'Handler reads an environment variable that its function never sets.',
    rationale: 'After deployment the read gives undefined, or a KeyError in Python, whatever the shell of the developer holds.',
    remedy: 'Set the variable under `Environment.Variables` of the function, or give the read a default.',
    silentWhen: ['the read has a default (in Python `os.environ.get` and `os.getenv` have one), or the code tests whether the variable is there', 'the value is only the region of an SDK client', 'Lambda, an SDK or a usual tool provides the variable', 'the set of variables is not known before deployment', 'the code sets the variable, or loads variables itself (`dotenv`, `process.env[name] = …`, `os.environ.update(…)`, a wrapper script, an image)', 'the code that reads it is not reached from the handler'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  messages: {
    undefined: "Environment variable '{name}' is read here, but {functions} {verb} not set it.",
    declaredHere: "Function '{fn}' is defined here.",
  },
  requires: { functions },

  *check({ functions: all }) {
    for (const { variable, at, owners } of byOwners(all, undeclaredReads)) {
      const [first] = owners;
      const isOne = owners.every(({ logicalId }) => logicalId === first?.logicalId);
      yield {
        message: 'undefined',
        data: { name: variable, functions: functionNames(owners), verb: isOne ? 'does' : 'do' },
        at,
        related: owners.map((fn) => ({ message: 'declaredHere', data: { fn: fn.logicalId }, at: fn.at })),
        ...(isOne && first ? { function: first.logicalId } : {}),
      };
    }
  },
});

function undeclaredReads({ environmentReads, loadsEnvironment }: HandlerCode, { environment }: LambdaFunction): readonly EnvironmentRead[] {
  const declared = known(environment);
  if (loadsEnvironment || environment.state === 'unknown' || declared?.has('AWS_LAMBDA_EXEC_WRAPPER')) return [];
  return environmentReads.filter(({ variable, hasFallback }) => !hasFallback && !declared?.has(variable) && !isProvided(variable));
}

function isProvided(variable: string): boolean {
  return PROVIDED_VARIABLES.has(variable) || PROVIDED_PREFIXES.some((prefix) => variable.startsWith(prefix));
}
