import { bind, createDriver } from '../analysis.js';
import type { Driver } from '../analysis.js';
import { codeFiles } from '../project/files.js';
import type { LocatedHandler, ProjectFiles } from '../project/files.js';
import { constants } from './check-project.js';
import type { RunOptions } from './run.js';

/** Projects whose code is kept: those of what somebody edits. */
const MAX_KEPT = 4;

interface KeptCode {
  readonly project: ProjectFiles;
  readonly today: string;
  readonly driver: Driver;
}

/** What follows from the code of projects alone, from run to run: for a process in which somebody types in a template. */
export class CodeAnswers {
  private kept: readonly KeptCode[] = [];

  of(project: ProjectFiles, options: Pick<RunOptions, 'today' | 'runtimes'>): Driver {
    const before = this.kept.find((one) => one.today === options.today && hasSameCode(one.project, project));
    const now = before ?? { project, today: options.today, driver: createDriver([bind(codeFiles, project), ...constants(options)]) };
    this.kept = [now, ...this.kept.filter((one) => one.project.root !== project.root)].slice(0, MAX_KEPT);
    return now.driver;
  }
}

/** Facts are the same object as long as the text is the same. What types say is asked anew each time. */
function hasSameCode(one: ProjectFiles, other: ProjectFiles): boolean {
  if (one.root !== other.root || one.receiverTypes || other.receiverTypes) return false;
  return isSame(one.modules, other.modules, (facts, now) => facts === now)
    && isSame(one.resolutions, other.resolutions, (targets, now) => isSame(targets, now, (target, path) => target === path))
    && isSame(one.handlers, other.handlers, isSameCodeBehind);
}

/** Also in their order. */
function isSame<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>, isEqual: (value: T, now: T) => boolean): boolean {
  if (one.size !== other.size) return false;
  const others = other.entries();
  for (const [key, value] of one) {
    const next = others.next();
    if (next.done || next.value[0] !== key || !isEqual(value, next.value[1])) return false;
  }
  return true;
}

/** Where a handler was not found, what is wrong says nothing of code. */
function isSameCodeBehind(one: LocatedHandler, other: LocatedHandler): boolean {
  if (one.state !== 'found' || other.state !== 'found') return one.state === other.state;
  return one.file === other.file && one.exportName === other.exportName;
}
