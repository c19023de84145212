/** How bad a finding is if it is true. */
export type Severity = 'error' | 'warning' | 'note';

/** How often a finding of the rule is true. */
export type Precision = 'high' | 'medium';

/**
 * A stretch of one file: UTF-16 offsets, end exclusive, path relative to the repository root with forward slashes.
 * Code written inside a template has a path of its own (`template.yaml#Orders`); the engine maps it back.
 */
export interface Location {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** A stretch of text in lines and columns: 1-based, end column exclusive, columns count UTF-16 units, as in SARIF. */
export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A region of a file that exists on disk. */
export interface Place extends Region {
  readonly path: string;
}

/** Where a secret stands. */
export interface SecretPlace extends Place {
  /** What stands there may be shown, a name or a call; other texts on its lines may not. */
  readonly isShown?: true;
}

export interface RelatedPlace {
  readonly message: string;
  readonly location: Place;
  /** A station on the way to the finding (handler, helper, client), in the order of the calls. */
  readonly step?: true;
}

/** Replaces the text between two offsets of a file. */
export interface Edit {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly applicability: 'safe' | 'unsafe' | 'manual';
  readonly edits: readonly Edit[];
}

/** Why a diagnostic is not shown: a comment or `Metadata` in the code, with the reason given there, or the baseline. */
export interface Suppressed {
  readonly kind: 'comment' | 'metadata' | 'baseline';
  readonly reason: string;
}

/** What the engine hands out: a rule's finding with its wording, place, severity and fingerprint. */
export interface Diagnostic {
  readonly rule: string;
  readonly concern: string;
  readonly severity: Severity;
  readonly precision: Precision;
  readonly messageId: string;
  readonly message: string;
  /** Logical id of the function the finding is about, where it is about one. */
  readonly function?: string;
  readonly location: Place;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  readonly fingerprint: string;
  readonly suppressed: Suppressed | null;
}

/** Something that kept part of the project from being read. Never a finding, never hidden. */
export interface Problem {
  readonly kind: 'parse' | 'unreadable' | 'internal' | 'outside-root' | 'limit';
  readonly path: string;
  readonly line?: number;
  readonly message: string;
}
