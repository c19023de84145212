import { supportsSnapStart } from '../../src/data/snap-start.js';
import { functions, runsRuntime } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { publishedVersions } from '../../src/project/published-versions.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'snapstart-without-version',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  reportsIn: 'template',
  docs: {
    summary: 'SnapStart is on, but nothing publishes a version, or the runtime has no SnapStart.',
    rationale: 'Only published versions start from a snapshot: `$LATEST` keeps its full cold starts. For a runtime without SnapStart, Lambda refuses the function.',
    remedy: 'Set `AutoPublishAlias` (SAM), or add an `AWS::Lambda::Version` with an alias (plain CloudFormation), and invoke the alias.',
    silentWhen: ['`ApplyOn` is `None` or not known before deployment', 'a version in the template is of a function that cannot be told', 'the alias is set only on a condition'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html', 'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html'],
  },
  messages: {
    unpublished: 'SnapStart is on for {functions}{when}, but nothing publishes a version that could use it.',
    unsupported: 'SnapStart is on for {functions}{when}, but Lambda has none for {runtimes}.',
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { functions, publishedVersions },

  *check({ functions: all, publishedVersions: published }) {
    for (const { value, at, when, owners } of byPlace(all, ({ snapStart }) => snapStart)) {
      if (value !== 'PublishedVersions') continue;
      const unsupported = owners.filter(isUnsupported);
      const found = unsupported.length > 0 ? unsupported : owners.filter(({ key }) => !published.has(key));
      if (found.length === 0) continue;
      const data = { functions: functionNames(found), when };
      const runtimes = [...new Set(unsupported.flatMap(({ runtime }) => known(runtime) ?? []))].map((runtime) => `'${runtime}'`).join(' and ');
      yield {
        ...(unsupported.length > 0 ? { message: 'unsupported' as const, data: { ...data, runtimes }, severity: 'error' as const } : { message: 'unpublished' as const, data }),
        at,
        related: otherOwners(found).map((fn) => ({ message: 'alsoHere' as const, data: { fn: fn.logicalId }, at: fn.at })),
        ...(found.length === 1 && found[0] ? { function: found[0].logicalId } : {}),
      };
    }
  },
});

function isUnsupported(fn: LambdaFunction): boolean {
  const runtime = runsRuntime(fn) ? known(fn.runtime) : undefined;
  return runtime !== undefined && supportsSnapStart(runtime) === false;
}
