import type { EntryFunction } from './entry-functions.js';
import type { LambdaFunction } from './functions.js';

/** Only the events of custom resources and of deployment hooks of CodeDeploy have these. */
const OF_DEPLOYMENTS: ReadonlySet<string> = new Set(['ResponseURL', 'LifecycleEventHookExecutionId']);

/**
 * Whether nothing but deployments of stacks invoke it, now and then: there is no next invocation that something could be kept for.
 * The stack with the custom resource may not be seen; then the code tells.
 */
export function runsOnDeployment({ triggers, handlerCode }: LambdaFunction): boolean {
  if (triggers.length > 0) return triggers.every(({ kind }) => kind === 'cfn-custom-resource');
  return handlerCode !== undefined && (handlerCode.imports.some(({ specifier }) => /^(?:[./]*cfn-?response|crhelper)$/i.test(specifier)) || handlerCode.entries.some(isToldOfDeployment));
}

function isToldOfDeployment({ eventReads }: EntryFunction): boolean {
  return eventReads.some(({ path: [name] }) => typeof name === 'string' && OF_DEPLOYMENTS.has(name));
}
