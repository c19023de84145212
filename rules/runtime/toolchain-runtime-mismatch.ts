import { functionNames, otherOwners, quotedNames } from '../../src/project/shared-values.js';
import { newerTargets, toolchainMismatches } from '../../src/project/toolchain-mismatches.js';
import type { LambdaFunction } from '../../src/project/functions.js';
import { known } from '../../src/resolved.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'toolchain-runtime-mismatch',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Tools around the code run with another version of the language than the runtime of its function.',
    rationale: 'Tests pass on one version and production runs another: what the newer one brought fails on Lambda only, and what it removed is found after the upgrade. A bundler or `tsc` that aims at a newer version leaves syntax that the runtime refuses to load.',
    remedy: 'Name the version of the runtime in the file, a range that holds it, or choose the runtime that the file names.',
    silentWhen: [
      'some version of the runtime is in the range',
      'the file is further up than the template: it is about the repository',
      'what is named is no range: `node`, `lts/*`, `pypy3.9`, several versions',
      'the runtime cannot be told, or it is a container image',
      'the target of esbuild or `tsc` is older than the runtime, or `esnext`',
      'more than `tsc` on one `tsconfig.json` may write the code: a bundler, `-p`, `--target`, references',
    ],
    references: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html', 'https://docs.npmjs.com/cli/configuring-npm/package-json#engines', 'https://packaging.python.org/en/latest/specifications/pyproject-toml/#requires-python'],
  },
  messages: {
    tool: "'{file}' asks for {language} '{wanted}', and {functions} {run} on {runtimes}.",
    runtime: "Runtime {runtimes} of {functions} is not {language} '{wanted}', which '{file}' asks for.",
    target: "Target '{target}' leaves syntax that runtime {runtimes} of {functions} does not know.",
    toolHere: 'The version is asked for here.',
    runsOn: "Function '{fn}' runs on '{runtime}'.",
  },
  requires: { toolchainMismatches, newerTargets },

  *check({ toolchainMismatches: mismatches, newerTargets: targets }) {
    for (const { tool: { language, wanted, at: writtenAt }, at, isRuntime, owners } of mismatches) {
      const data = { file: writtenAt.path.split('/').at(-1) ?? '', language: language === 'python' ? 'Python' : 'Node.js', wanted, ...runtimesOf(owners) };
      yield {
        ...(isRuntime ? { message: 'runtime', data } : { message: 'tool', data: { ...data, run: owners.length === 1 ? 'runs' : 'run' } }),
        at,
        related: isRuntime ? [{ message: 'toolHere', at: writtenAt }] : owners.map((fn) => ({ message: 'runsOn' as const, data: { fn: fn.logicalId, runtime: known(fn.runtime) ?? '' }, at: fn.runtime.at })),
        ...functionOf(owners),
      };
    }
    for (const { value: target, at, owners } of targets) {
      yield {
        message: 'target',
        data: { target, ...runtimesOf(owners) },
        at,
        related: otherOwners(owners).map((fn) => ({ message: 'runsOn' as const, data: { fn: fn.logicalId, runtime: known(fn.runtime) ?? '' }, at: fn.runtime.at })),
        ...functionOf(owners),
      };
    }
  },
});

function runtimesOf(owners: readonly LambdaFunction[]): { readonly runtimes: string; readonly functions: string } {
  return { runtimes: quotedNames([...new Set(owners.flatMap(({ runtime }) => known(runtime) ?? []))]), functions: functionNames(owners) };
}

function functionOf([first, ...others]: readonly LambdaFunction[]): { readonly function?: string } {
  return first && others.length === 0 ? { function: first.logicalId } : {};
}
