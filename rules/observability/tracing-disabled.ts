import { functions } from '../../src/project/functions.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { byPlace, functionNames, otherOwners } from '../../src/project/shared-values.js';
import { untraceable } from '../../src/project/trace-permissions.js';
import { untracedSegments } from '../../src/project/untraced-segments.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'tracing-disabled',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  fix: 'unsafe',
  reportsIn: 'template',
  docs: {
    summary: 'X-Ray tracing is off.',
    rationale: 'Without active tracing Lambda records no segments: what takes the time in a slow request across functions, queues and tables cannot be seen.',
    remedy: 'Set `Tracing: Active` (plain CloudFormation: `TracingConfig: { Mode: Active }`), once for all functions in `Globals`. A role that SAM does not make needs `AWSXRayDaemonWriteAccess` for that: without it Lambda refuses the setting.',
    silentWhen: ['the setting is not known before deployment', 'the code records segments: `tracer-without-tracing` speaks then', 'the function runs at the edge, where X-Ray is not available'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html'],
  },
  messages: {
    notSet: "Function '{fn}' is not traced: it does not set '{setting}'.",
    off: "Tracing of {functions} is '{mode}'{when}, not 'Active'.",
    alsoHere: "Function '{fn}' gets it.",
  },
  requires: { functions, untracedSegments, untraceable },

  *check({ functions: all, untracedSegments: untraced, untraceable: isUntraceable }) {
    const said = new Set(untraced.flatMap(({ owners }) => owners));
    const ours = all.filter((fn) => !said.has(fn) && !fn.triggers.some(({ kind }) => kind === 'lambda-at-edge'));
    for (const fn of ours) {
      const { tracing, logicalId, at } = fn;
      if (tracing.state === 'known' && tracing.implicit) yield {
        message: 'notSet',
        data: { fn: logicalId, setting: settingOf(fn) },
        at,
        function: logicalId,
        fixes: () => isUntraceable(fn.key) ? [] : [{ title: 'Trace the function', applicability: 'unsafe', changes: [{ kind: 'set', below: at, path: ['Properties', ...pathOf(fn)], value: 'Active' }] }],
      };
    }
    for (const { value: mode, at, when, owners } of byPlace(ours, ({ tracing }) => tracing)) {
      if (mode === 'Active') continue;
      const [only, ...others] = owners;
      yield {
        message: 'off',
        data: { functions: functionNames(owners), mode, when },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'alsoHere', data: { fn: fn.logicalId }, at: fn.at })),
        fixes: () => owners.some(({ key }) => isUntraceable(key)) ? [] : [{ title: `Set '${mode}' to 'Active'`, applicability: 'unsafe', changes: [{ kind: 'replace', at, value: 'Active' }] }],
        ...(only && others.length === 0 ? { function: only.logicalId } : {}),
      };
    }
  },
});

function pathOf({ type }: LambdaFunction): readonly string[] {
  return type === 'AWS::Serverless::Function' ? ['Tracing'] : ['TracingConfig', 'Mode'];
}

function settingOf({ type }: LambdaFunction): string {
  return type === 'AWS::Serverless::Function' ? 'Tracing' : 'TracingConfig';
}
