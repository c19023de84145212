/** What a lock file says: the packages that are installed, and what each needs. Versions of one name are taken together. */
export interface LockGraph {
  /** Names of what some version of the package needs; undefined for a package that the file does not know. */
  needsOf(name: string): readonly string[] | undefined;
  readonly names: Iterable<string>;
}

/** Collects entries of a lock file. */
export class LockGraphBuilder implements LockGraph {
  private readonly needs = new Map<string, Set<string>>();

  add(name: string, needs: Iterable<string> = []): void {
    const known = this.needs.get(name) ?? new Set<string>();
    for (const one of needs) known.add(one);
    this.needs.set(name, known);
  }

  needsOf(name: string): readonly string[] | undefined {
    const known = this.needs.get(name);
    return known && [...known];
  }

  get names(): Iterable<string> {
    return this.needs.keys();
  }
}

/** Everything that is installed with the given packages; undefined where the lock file does not know one of them. */
export function closureOf(graph: LockGraph, roots: Iterable<string>): ReadonlySet<string> | undefined {
  const found = new Set<string>(roots);
  for (const root of found) if (graph.needsOf(root) === undefined) return undefined;
  // A set may grow while it is walked.
  for (const name of found) for (const need of graph.needsOf(name) ?? []) found.add(need);
  return found;
}
