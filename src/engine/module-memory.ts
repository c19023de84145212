import { placeOfChange } from '../change.js';
import type { Change, Proposal } from '../change.js';
import type { Location } from '../diagnostic.js';
import type { AnyFinding, AnyPlaced, RegisteredRule } from '../rule.js';
import type { LoadedRepository } from './load.js';
import { movedPlaces } from './moved-places.js';
import type { ReadModule } from './moved-places.js';

/** What a run found, for the next. */
export interface FindingsMemory {
  /** The findings of a rule in a project that are known without asking it. */
  find(rule: RegisteredRule, root: string): readonly AnyFinding[] | undefined;
  keep(rule: RegisteredRule, root: string, findings: readonly AnyFinding[]): void;
}

/** One text of a module, in a repository that is the same but for it. */
export interface ModuleRun extends ReadModule {
  readonly base: LoadedRepository;
  readonly path: string;
  readonly today: string;
}

interface KeptRun extends ModuleRun {
  /** With what the module imports. */
  readonly repository: LoadedRepository;
  readonly findings: Map<string, readonly AnyFinding[]>;
}

/** A run that is about to be: findings of the last one that still hold, with the places that they have now. */
export interface OpenedRun extends FindingsMemory {
  readonly repository: LoadedRepository;
}

/** From key to key most texts of a module say the same, but for places: then what was found in it is found again. Remembers the module that changed last. */
export class ModuleMemory {
  private kept: KeptRun | undefined;

  /** `load` reads what the module leads to. */
  open(run: ModuleRun, load: () => LoadedRepository): OpenedRun {
    const kept = this.keptFor(run);
    const now: KeptRun = { ...run, repository: kept?.repository ?? load(), findings: kept?.findings ?? new Map<string, readonly AnyFinding[]>() };
    this.kept = now;
    return {
      repository: now.repository,
      find: ({ id }, root) => now.findings.get(`${id} ${root}`),
      keep: ({ id }, root, findings) => { now.findings.set(`${id} ${root}`, findings); },
    };
  }

  private keptFor(run: ModuleRun): Pick<KeptRun, 'repository' | 'findings'> | undefined {
    const { kept } = this;
    if (kept?.base !== run.base || kept.path !== run.path || kept.today !== run.today) return undefined;
    // Where Python looks for modules is read in the text itself.
    if (run.facts.language === 'python') return undefined;
    const move = movedPlaces(kept, run);
    if (!move) return undefined;
    const moveHere = <T extends Location>(place: T): T | undefined => {
      if (place.path !== run.path) return place;
      const span = move(place);
      return span && { ...place, ...span };
    };
    const findings = new Map<string, readonly AnyFinding[]>();
    for (const [key, before] of kept.findings) {
      const now = allOrNone(before, (finding) => movedFinding(finding, moveHere));
      if (now) findings.set(key, now);
    }
    return { repository: kept.repository, findings };
  }
}

type Move = (place: Location) => Location | undefined;

function movedFinding(finding: AnyFinding, move: Move): AnyFinding | undefined {
  const placed = movedPlace(finding, move);
  const related = allOrNone(finding.related ?? [], (one) => movedPlace(one, move));
  const proposals = allOrNone(finding.fixes?.() ?? [], (proposal) => movedProposal(proposal, move));
  if (!placed || !related || !proposals) return undefined;
  return { ...placed, ...(finding.related ? { related } : {}), ...(finding.fixes ? { fixes: () => proposals } : {}) };
}

function movedPlace<T extends AnyPlaced>(placed: T, move: Move): T | undefined {
  const at = move(placed.at);
  return at && { ...placed, at };
}

function movedProposal(proposal: Proposal, move: Move): Proposal | undefined {
  const changes = allOrNone(proposal.changes, (change) => movedChange(change, move));
  return changes && { ...proposal, changes };
}

function movedChange(change: Change, move: Move): Change | undefined {
  const place = move(placeOfChange(change));
  if (!place) return undefined;
  if ('at' in change) return { ...change, at: place };
  return 'below' in change ? { ...change, below: place } : { ...change, beside: place };
}

function allOrNone<T>(all: readonly T[], change: (one: T) => T | undefined): readonly T[] | undefined {
  const changed: T[] = [];
  for (const one of all) {
    const now = change(one);
    if (now === undefined) return undefined;
    changed.push(now);
  }
  return changed;
}
