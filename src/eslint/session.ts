import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { CodeAnswers } from '../engine/code-answers.js';
import { readBaseline } from '../engine/baseline.js';
import type { BaselineEntry } from '../engine/baseline.js';
import { findCandidates } from '../engine/discover.js';
import { loadRepository } from '../engine/load.js';
import type { LoadedRepository } from '../engine/load.js';
import { ModuleMemory } from '../engine/module-memory.js';
import { createCaches, vet } from '../engine/vet.js';
import type { VetOptions, VetResult } from '../engine/vet.js';
import { reportsInCode, vetModule } from '../engine/vet-module.js';
import { overlaySource } from '../source/file-source.js';
import { keepingScript } from '../source/read-script.js';
import type { FileSource } from '../source/file-source.js';
import type { TrackedSource } from '../source/disk-source.js';
import { indexFindings, NO_FINDINGS, withoutMark } from './findings-index.js';
import type { FileFindings } from './findings-index.js';
import { templatesByFile } from './projects-by-file.js';
import type { TemplatesByFile } from './projects-by-file.js';
import { rememberingSource } from './remembering-source.js';
import type { RememberingSource } from './remembering-source.js';
import { UnsavedTexts } from './unsaved-texts.js';

export interface SessionOptions {
  readonly vetting: () => VetOptions;
  /** A new look at the files below the root. */
  readonly openSource: () => TrackedSource;
  /** No file changes while the process lives. */
  readonly isSingleRun: boolean;
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/** Between two looks at the disk: typing and the many files of one lint do not pay for each other. */
const CHECK_INTERVAL = 200;

/** Who types on saves nothing elsewhere: only after so long everything near is looked at again. */
const PAUSE = 1000;

/** The repository as it was on disk at one moment, vetted. */
interface Snapshot {
  readonly tracked: TrackedSource;
  readonly source: RememberingSource;
  readonly candidates: readonly string[];
  readonly baseline: readonly BaselineEntry[] | undefined;
  readonly result: VetResult;
  readonly findings: ReadonlyMap<string, FileFindings>;
  readonly templates: TemplatesByFile;
}

/** The repository with what is typed in other files than the one at hand. */
interface Base {
  readonly snapshot: Snapshot;
  readonly texts: ReadonlyMap<string, string>;
  readonly repository: LoadedRepository;
}

/** The rules whose findings somebody sees; undefined: all. */
type ShownRules = ReadonlySet<string> | undefined;

interface OverlaidRun {
  readonly path: string;
  readonly texts: ReadonlyMap<string, string>;
  readonly shown: ShownRules;
  readonly findings: FileFindings;
}

/**
 * The model of one repository for as long as the process lives. It is vetted as it is on disk once, and again when a
 * file or folder that counted has changed. A file with other text than on disk is vetted with that text in its place,
 * together with what is typed and not saved in other files of its projects.
 */
export class Session {
  private readonly caches = createCaches();
  private snapshot: Snapshot | undefined;
  private overlaid: OverlaidRun | undefined;
  private base: Base | undefined;
  private readonly unsaved: UnsavedTexts;
  private readonly codeAnswers = new CodeAnswers();
  private readonly lastRun = new ModuleMemory();
  private checkedAt = 0;

  constructor(private readonly options: SessionOptions) {
    this.unsaved = new UnsavedTexts(options.now);
  }

  /** Findings in a file that ESLint shows with the given text, which has no byte order mark. */
  findingsIn(path: string, text: string, shown?: ShownRules): FileFindings {
    const snapshot = this.currentSnapshot(path);
    const onDisk = (other: string): string | undefined => snapshot.source.textRead(other);
    // What `--fix` tries in one file is no matter of the next.
    const texts = new Map(this.options.isSingleRun ? [] : this.unsaved.besides(path, snapshot.templates, onDisk));
    if (isAsVetted(snapshot, path, text)) this.unsaved.forget(path);
    else {
      texts.set(path, text);
      this.unsaved.keep(path, text, onDisk(path));
    }
    return texts.size === 0 ? (snapshot.findings.get(path) ?? NO_FINDINGS) : this.findingsWith(snapshot, path, texts, shown);
  }

  private currentSnapshot(path: string): Snapshot {
    if (this.snapshot && !this.isOutdated(this.snapshot, path)) return this.snapshot;
    this.overlaid = undefined;
    this.snapshot = this.takeSnapshot();
    // From the end of the run: reading a large repository takes longer than the interval.
    this.checkedAt = this.options.now();
    return this.snapshot;
  }

  private isOutdated({ tracked, templates }: Snapshot, path: string): boolean {
    if (this.options.isSingleRun) return false;
    const now = this.options.now();
    const waited = now - this.checkedAt;
    if (waited < CHECK_INTERVAL) return false;
    this.checkedAt = now;
    return tracked.hasChanged(commonFolder([path, ...(templates.get(path) ?? [])]), waited < PAUSE);
  }

  private takeSnapshot(): Snapshot {
    const tracked = this.options.openSource();
    const source = rememberingSource(tracked);
    const candidates = findCandidates(source, '');
    const baseline = readBaseline(source);
    const result = this.run(source, candidates, baseline);
    return { tracked, source, candidates, baseline, result, findings: indexFindings(result), templates: templatesByFile(result.repository.projects) };
  }

  private findingsWith(snapshot: Snapshot, path: string, texts: ReadonlyMap<string, string>, shown: ShownRules): FileFindings {
    const last = this.overlaid;
    if (last?.path === path && isSame(last.texts, texts) && hasAll(last.shown, shown)) return last.findings;
    const source = overlaySource(snapshot.source, texts);
    const result = keepingScript(() => this.runOfModule(snapshot, source, path, texts, shown)) ?? this.runOverlaid(snapshot, source, [path, ...texts.keys()]);
    const findings = indexFindings(result).get(path) ?? NO_FINDINGS;
    this.overlaid = { path, texts, shown, findings };
    return findings;
  }

  /** What is typed in the code of a function concerns few rules and few functions; undefined where it may concern more. */
  private runOfModule(snapshot: Snapshot, source: FileSource, path: string, texts: ReadonlyMap<string, string>, shown: ShownRules): VetResult | undefined {
    const templates = snapshot.templates.get(path);
    if (!templates || !texts.has(path)) return undefined;
    const vetting = this.options.vetting();
    const others = vetting.rules.filter((rule) => !reportsInCode(rule));
    // An application of the CDK that is a handler, too.
    if (others.some(({ id }) => snapshot.findings.get(path)?.byRule.has(id))) return undefined;
    const base = this.baseOf(snapshot, path, texts, templates);
    const result = vetModule({ base, found: snapshot.result.diagnostics, path, source, templates }, { ...vetting, isAsked: ({ id }) => shown?.has(id) !== false, baseline: snapshot.baseline, caches: this.caches, lastRun: this.lastRun });
    return result && { ...result, repository: base };
  }

  private baseOf(snapshot: Snapshot, path: string, texts: ReadonlyMap<string, string>, templates: readonly string[]): LoadedRepository {
    const others = new Map([...texts].filter(([other]) => other !== path));
    if (others.size === 0) return snapshot.result.repository;
    if (this.base?.snapshot === snapshot && isSame(this.base.texts, others)) return this.base.repository;
    const repository = loadRepository(overlaySource(snapshot.source, others), templates, this.caches);
    this.base = { snapshot, texts: others, repository };
    return repository;
  }

  /** The templates of the files, or all if one of the files is part of none. One that is not on disk yet may be a template that nobody has seen. */
  private candidates(snapshot: Snapshot, source: FileSource, paths: readonly string[]): readonly string[] {
    const known = paths.map((path) => snapshot.templates.get(path));
    if (known.every((templates) => templates !== undefined)) return [...new Set(known.flat())];
    return paths.every((path) => isOnDisk(snapshot, path)) ? snapshot.candidates : findCandidates(source, '');
  }

  private runOverlaid(snapshot: Snapshot, source: FileSource, paths: readonly string[]): VetResult {
    const vetting = this.options.vetting();
    return this.run(source, this.candidates(snapshot, source, paths), snapshot.baseline, { answersBelow: (project) => this.codeAnswers.of(project, vetting) });
  }

  private run(source: FileSource, candidates: readonly string[], baseline: Snapshot['baseline'], more: Pick<VetOptions, 'answersBelow'> = {}): VetResult {
    return vet(source, candidates, { ...this.options.vetting(), ...more, baseline, caches: this.caches });
  }
}

function hasAll(known: ShownRules, asked: ShownRules): boolean {
  return known === undefined || (asked !== undefined && [...asked].every((id) => known.has(id)));
}

function isSame(texts: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return texts.size === others.size && [...texts].every(([path, text]) => others.get(path) === text);
}

/** Also true for a file that nothing read: what it says cannot matter, as long as it is there. */
function isAsVetted(snapshot: Snapshot, path: string, text: string): boolean {
  const used = snapshot.source.textRead(path);
  return used === undefined ? isOnDisk(snapshot, path) : withoutMark(used) === text;
}

/** Asked past the source, which would take the file for one that counts. */
function isOnDisk({ source: { diskRoot } }: Snapshot, path: string): boolean {
  return diskRoot !== undefined && existsSync(join(diskRoot, path));
}

/** The innermost folder that holds all the files: of a file with the templates of its projects, where what matters to it usually is. */
function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1));
  const differs = first.findIndex((segment, index) => others.some((other) => other[index] !== segment));
  return (differs === -1 ? first : first.slice(0, differs)).join('/');
}
