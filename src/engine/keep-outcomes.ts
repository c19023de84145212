import type { Stack } from '../project/nested-stacks.js';
import type { Digest } from '../source/recorded-source.js';
import { askSource, MAX_LOOKS } from '../source/recorded-source.js';
import type { FileSource } from '../source/file-source.js';
import type { OpenRepository, ProjectEntry } from './load.js';
import type { ProjectOutcome } from './outcome.js';
import { resolveAgain } from './recorded-resolvers.js';
import type { RunOptions } from './run.js';

/** An outcome with the looks at files that it comes from. */
export interface KeptOutcome {
  readonly looks: readonly (readonly [question: string, answer: string])[];
  readonly outcome: ProjectOutcome;
}

/**
 * Keeps outcomes between runs. A slot is a project under certain settings, a key all that was known before its code was read. What
 * it gives back is what was kept, or nothing.
 */
export interface OutcomeStore {
  readonly digest: Digest;
  find(slot: string, key: string): KeptOutcome | undefined;
  keep(slot: string, key: string, kept: KeptOutcome): void;
}

/** Finds outcomes that are still true: the same settings, the same templates, and the same answer to every look at a file. */
export interface Keeper {
  readonly digest: Digest;
  find(entry: ProjectEntry): ProjectOutcome | undefined;
  keep(entry: ProjectEntry, kept: KeptOutcome): void;
}

export function createKeeper(store: OutcomeStore, source: FileSource, repository: OpenRepository, options: RunOptions): Keeper {
  const { digest } = store;
  const { ask } = askSource(source, digest);
  const common = JSON.stringify([options.skipsFixes === true, options.runtimes, phasesOn(options)]);
  const isTrue = ([question, answer]: readonly [string, string]): boolean => (resolveAgain(repository.resolvers, question, digest) ?? ask(question)) === answer;

  const slotOf = ({ root }: ProjectEntry): string => digest(`${root}\n${options.heavyPackageBytesIn?.({ root }) ?? ''}\n${options.rules.map((rule) => `${rule.id} ${options.severityIn(rule, { root })}`).join('\n')}`);
  const keyOf = ({ stacks }: ProjectEntry): string => digest(`${common}\n${JSON.stringify(stacks.map(plainStack))}`);

  return {
    digest,
    find(entry) {
      const kept = store.find(slotOf(entry), keyOf(entry));
      if (!kept?.looks.every(isTrue)) return undefined;
      repository.adopt(kept.outcome);
      return kept.outcome;
    },
    keep(entry, kept) {
      const { looks, outcome } = kept;
      if (looks.length > MAX_LOOKS || outcome.problems.some(({ kind }) => kind === 'internal')) return;
      // A comment in code inside a template has its place by way of that code's text, and no text of the project is kept.
      if (outcome.suppressions.some(([path]) => path.includes('#'))) return;
      store.keep(slotOf(entry), keyOf(entry), kept);
    },
  };
}

/** Rules see of the day only which dates of the table it is behind: the next day is the same until one of them comes. */
function phasesOn({ runtimes, today }: RunOptions): readonly boolean[] {
  return runtimes.runtimes.flatMap((runtime) => Object.values(runtime).flatMap((value) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? [value <= today] : [])));
}

/** All that is known of a stack, as JSON can say it. */
function plainStack({ template, assets, nested, given }: Stack): unknown {
  return [template, [...assets], [...nested].map(([id, stack]) => [id, plainStack(stack)]), given && [...given]];
}
