import { detourOf } from '../../src/project/detour.js';
import { functionNames, verbAfter } from '../../src/project/shared-values.js';
import { unawaitedWork } from '../../src/project/unawaited-work.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'unawaited-work',
  severity: 'warning',
  precision: 'high',
  preset: 'recommended',
  fix: 'unsafe',
  docs: {
    summary: 'Handler starts a request and does not wait for it.',
    rationale: 'Lambda freezes the environment as soon as the promise of the handler is settled: the request may never leave, may end in a later invocation, and its failure goes unnoticed while the event counts as done. A coroutine of Python that nothing awaits does not even begin.',
    remedy: 'Await the call, or collect the promises and `await Promise.all(…)`; use `for … of` or `map` in place of `forEach` with an async function.',
    silentWhen: ['the promise or the coroutine is kept, returned or handed on', '`void` marks it as wanted', 'the call is given a callback', 'what follows it (`then`, `catch`), or the helper itself, settles another promise', 'the function that starts it tells others of the end (`output.end(…)`, `bus.emit(…)`, `rows.push(null)`)', 'a queue is waited for that gets the work (`await queue.onIdle()`)', 'it starts when the module is loaded', 'the handler itself answers through a callback'],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html'],
  },
  messages: {
    call: "Nothing waits for '{what}', which {functions} {verb} on an invocation.",
    helper: "Nothing waits for '{helper}', with which {functions} {verb} '{what}' on an invocation.",
    coroutine: "Nothing awaits '{what}', which {functions} {verb} on an invocation: as a coroutine it never runs.",
    defined: "'{what}' is defined as async here.",
    request: "'{what}' starts here, and only the promise of '{helper}' tells when it is over.",
    callbacks: "'{what}' drops the promises of its async function: nothing waits for the work of {functions} in it.",
    step: "Reached through '{name}'.",
  },
  requires: { unawaitedWork },

  *check({ unawaitedWork: all }) {
    for (const { kind, what, helper, at, steps, canWait, owners } of all) {
      const [only, other] = owners;
      const names = functionNames(owners);
      yield {
        message: kind,
        data: { what, functions: names, verb: verbAfter(names, kind === 'coroutine' ? 'call' : 'start'), helper: helper?.name ?? '' },
        at,
        related: [
          ...detourOf(steps).map((step) => ({ message: 'step' as const, data: { name: step.name }, at: step.at, step: true as const })),
          ...(helper ? [{ message: kind === 'coroutine' ? 'defined' as const : 'request' as const, data: { what, helper: helper.name }, at: helper.requestAt }] : []),
        ],
        // What fails then ends the invocation, which may be new to the caller.
        fixes: () => (canWait ? [{ title: 'Wait for it', applicability: 'unsafe', changes: [{ kind: 'text', at: { ...at, end: at.start }, text: 'await ' }] }] : []),
        ...(only && !other ? { function: only.logicalId } : {}),
      };
    }
  },
});
