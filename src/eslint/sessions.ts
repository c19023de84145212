import { BUILT_IN_RUNTIMES } from '../data/runtime-table.js';
import type { OpenReceiverTypes } from '../engine/load.js';
import type { RegisteredRule } from '../rule.js';
import { diskSource } from '../source/disk-source.js';
import type { TrackedSource } from '../source/disk-source.js';
import { hasTsMorph, openReceiverTypes } from '../types/later-types.js';
import { NO_FINDINGS } from './findings-index.js';
import type { FileFindings } from './findings-index.js';
import { placeFile } from './root.js';
import { isSingleRun } from './run-mode.js';
import { Session } from './session.js';

/** A file as the linter at hand describes it. */
export interface LintedFile {
  readonly file: string;
  readonly workingFolder: string;
  readonly text: string;
  /** Declared types are wanted. */
  readonly isTyped?: boolean;
  /** The rules whose findings somebody sees; all where that is not told. */
  readonly shown?: ReadonlySet<string> | undefined;
}

/** The models of all repositories that files were linted in. */
export interface Sessions {
  findingsIn(file: LintedFile): FileFindings;
}

/** What a process that lints is like; given by tests. */
export interface SessionsOptions {
  readonly rules: readonly RegisteredRule[];
  readonly isSingleRun?: boolean;
  readonly now?: () => number;
  readonly today?: () => string;
  readonly openSource?: (root: string) => TrackedSource;
}

/** Models made when the first file of a repository is linted. */
export function createSessions(options: SessionsOptions): Sessions {
  const { rules, now = () => performance.now(), today = currentDay, openSource = trackedSource } = options;
  const isOnce = options.isSingleRun ?? isSingleRun(process);
  const byRoot = new Map<string, Session>();
  // ESLint decides which rules are shown and how; a comment may name any, so that it is judged as elsewhere.
  const vetting = () => ({ rules, severityIn: ({ severity }: RegisteredRule) => severity, today: today(), runtimes: BUILT_IN_RUNTIMES });

  function sessionFor(root: string, isTyped: boolean): Session {
    const key = isTyped ? `${root}\0typed` : root;
    const existing = byRoot.get(key);
    if (existing) return existing;
    const openTypes = isTyped ? typesReader() : undefined;
    const session = new Session({ vetting: () => ({ ...vetting(), openTypes }), now, isSingleRun: isOnce, openSource: () => openSource(root) });
    byRoot.set(key, session);
    return session;
  }

  return {
    findingsIn({ file, workingFolder, text, isTyped = false, shown }) {
      const placed = placeFile(file, workingFolder);
      return placed ? sessionFor(placed.root, isTyped).findingsIn(placed.path, text, shown) : NO_FINDINGS;
    },
  };
}

/** One set of models for all copies of this version in the process: ESLint loads one for each configuration that names its own. */
export function sharedSessions(version: string, rules: readonly RegisteredRule[]): Sessions {
  const key = Symbol.for(`lambdavet.eslint.sessions@${version}`);
  const host = globalThis as { [key: symbol]: Sessions | undefined };
  return (host[key] ??= createSessions({ rules }));
}

/** The library loads with the first question that only types answer. */
function typesReader(): OpenReceiverTypes {
  if (!hasTsMorph()) throw new Error("its settings ask for types, which need the package 'ts-morph' beside lambdavet: npm install --save-dev ts-morph@28");
  return openReceiverTypes;
}

function trackedSource(root: string): TrackedSource {
  return diskSource(root, { track: true });
}

function currentDay(): string {
  return new Date().toISOString().slice(0, 10);
}
