import type { Span, Within } from './model.js';

export interface ImportedBinding {
  /** `default`, `*` for the namespace, or the exported name. */
  readonly imported: string;
  readonly local: string;
}

/** One import, require or dynamic import of a literal specifier; the span is the specifier's literal. */
export interface ImportFact extends Span {
  readonly kind: 'import' | 'require' | 'dynamic' | 'export';
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly within: Within;
  readonly bindings: readonly ImportedBinding[];
  /** Under a `try`, a branch, or with a `.then` of its own: the code may get along without it. */
  readonly isConditional?: true;
  /** The environment decides whether it is loaded. */
  readonly isDecided?: true;
}
