import type { Location } from '../../src/diagnostic.js';
import { functionNames } from '../../src/project/shared-values.js';
import { synchronousInvokes } from '../../src/project/synchronous-invokes.js';
import type { SynchronousInvoke } from '../../src/project/synchronous-invokes.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'synchronous-invoke-outlasts-caller',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  docs: {
    summary: 'Function waits for another one that may run as long as itself, or longer.',
    rationale: 'Lambda ends the caller before the answer is there: no error is caught or logged, the work of the other function goes on and is lost or done twice, and both are billed while one waits.',
    remedy: "Give the invoked function a timeout well below that of its caller, or do not wait: `InvocationType: 'Event'`, a queue, a state machine.",
    silentWhen: [
      'the function that is invoked is not in the templates, or one of the timeouts is not known before deployment',
      'the client has options that may end the wait earlier, or the default of its SDK (boto3, SDK v2 for JavaScript) does',
      'the call is not awaited, or its input is not written out',
      'one of the functions is durable',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html', 'https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html'],
  },
  messages: {
    outlasts: "{callers} {end} after {callerSeconds} s{most}, but {wait} here for function '{callee}', which may run for {calleeSeconds} s.",
    ended: "Function '{fn}' ends after {seconds} s.",
    invoked: "Function '{fn}' may run for {seconds} s.",
  },
  requires: { synchronousInvokes },

  *check({ synchronousInvokes: all }) {
    for (const [first, ...others] of byCallAndCallee(all.filter(({ callerSeconds, calleeSeconds }) => calleeSeconds >= callerSeconds))) {
      const group = [first, ...others];
      const { callee, calleeSeconds, caller, at } = first;
      const longest = Math.max(...group.map(({ callerSeconds }) => callerSeconds));
      const names = functionNames(group.map((one) => one.caller));
      const isOne = others.length === 0;
      yield {
        message: 'outlasts',
        data: {
          callers: names.charAt(0).toUpperCase() + names.slice(1), end: isOne ? 'ends' : 'end', wait: isOne ? 'waits' : 'wait', callerSeconds: longest,
          most: group.some(({ callerSeconds }) => callerSeconds < longest) ? ' at most' : '', callee: callee.logicalId, calleeSeconds,
        },
        at,
        related: [
          ...group.map((one) => ({ message: 'ended' as const, data: { fn: one.caller.logicalId, seconds: one.callerSeconds }, at: one.caller.timeout.at })),
          ...(group.some((one) => isSame(one.caller.timeout.at, callee.timeout.at)) ? [] : [{ message: 'invoked' as const, data: { fn: callee.logicalId, seconds: calleeSeconds }, at: callee.timeout.at }]),
        ],
        ...(isOne ? { function: caller.logicalId } : {}),
      };
    }
  },
});

/** Several functions may share the code; a name that comes from the environment may lead each to another function. */
function byCallAndCallee(all: readonly SynchronousInvoke[]): readonly (readonly [SynchronousInvoke, ...SynchronousInvoke[]])[] {
  const groups = new Map<string, [SynchronousInvoke, ...SynchronousInvoke[]]>();
  for (const one of all) {
    const key = `${one.at.path}:${one.at.start}:${one.callee.logicalId}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function isSame(one: Location, other: Location): boolean {
  return one.path === other.path && one.start === other.start;
}
