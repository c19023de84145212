import type { Change, Proposal } from '../../src/change.js';
import { credentialParameter } from '../../src/data/credential-parameter.js';
import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import type { EnvironmentRead, HandlerCode } from '../../src/project/handler-code.js';
import { byOwners } from '../../src/project/owned.js';
import { isProvidedVariable } from '../../src/project/provided-variable.js';
import { functionNames } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'undeclared-environment-variable',
  severity: 'error',
  precision: 'high',
  preset: 'recommended',
  fix: 'manual',
  docs: {
    summary: 'Handler reads an environment variable that its function never sets.',
    rationale: 'After deployment the read gives undefined, or a KeyError in Python, whatever the shell of the developer holds.',
    remedy: 'Set the variable under `Environment.Variables` of the function, or give the read a default.',
    silentWhen: ['the read has a default (in Python `os.environ.get` and `os.getenv` have one, but `boto3` refuses `None` for the name of a table, a bucket or the like), or the code tests whether the variable is there (a test that throws where it is not does not count, if each run of the handler or the loading of its modules is certain to make it, nothing catches what it throws and goes on, and no other test or default is about the same variable), or catches in Python that it is not (a clause for all errors around more than the reads, which raises or answers with a failure, does not count)', 'the value is only the region of an SDK client or the level of a logger', 'another variable decides whether it is read, or whether its module is loaded, or an argument of the function that reads it does (`if (name === "orders") return process.env.ORDERS`)', 'a helper of the project that is given its name copes with its absence, or it is not certain that the helper is called, or its throwing is caught (a clause that ends with `return { statusCode: 500 }` does not count)', 'it goes only into a log, or into a function that tests it or puts another argument in its place', 'it is gathered with others in an object with settings, and nothing that runs reads that property without a test', 'its name has `LOCAL` in it', 'Lambda, an SDK or a usual tool provides the variable', 'the set of variables is not known before deployment', 'the code sets the variable, or loads variables itself (`dotenv`, `process.env[name] = …`, `os.environ.update(…)`, `load_secrets(os.environ)`, a wrapper script, an image), or loads, for its effects alone, a file that cannot be seen (`require(path.join(shared, "set-up"))`)', 'the code that reads it, or that uses the variable of the module which holds it or what is made with a text of it, is not reached from the handler'],
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
        fixes: () => parameterFor(variable, owners),
        ...(isOne && first ? { function: first.logicalId } : {}),
      };
    }
  },
});

function undeclaredReads({ shown: { environmentReads }, loadsEnvironment }: HandlerCode, { environment }: LambdaFunction): readonly EnvironmentRead[] {
  const declared = known(environment);
  if (loadsEnvironment || environment.state === 'unknown' || declared?.has('AWS_LAMBDA_EXEC_WRAPPER')) return [];
  return environmentReads.filter(({ variable, hasFallback }) => !hasFallback && !declared?.has(variable) && !isProvidedVariable(variable));
}

/** Its value is for whoever deploys to say. */
function parameterFor(variable: string, owners: readonly LambdaFunction[]): readonly Proposal[] {
  const name = variable.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => first.toUpperCase()).replaceAll('_', '');
  if (!/^[A-Za-z]\w*$/.test(variable) || credentialParameter(name, 'String', undefined) !== undefined) return [];
  const perTemplate = new Map(owners.map((fn) => [fn.at.path, fn]));
  return [{
    title: `Set '${variable}' by a new parameter '${name}'`,
    applicability: 'manual',
    changes: [
      ...owners.map((fn): Change => ({ kind: 'set', below: fn.at, path: ['Properties', 'Environment', 'Variables', variable], value: { Ref: name } })),
      ...[...perTemplate.values()].map((fn): Change => ({ kind: 'parameter', beside: fn.at, name, value: { Type: 'String' } })),
    ],
  }];
}
