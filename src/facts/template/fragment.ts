import { readDocument } from '../../source/template-text.js';
import type { DocumentProblem } from '../../source/template-text.js';
import type { DuplicateKeyFact, SuppressionFact, TemplateValue } from '../model.js';
import { collectCommentSuppressions } from './suppressions.js';
import { ValueReader } from './values.js';

/** A document as one value: what an include leads to, or a template that includes others. */
export interface Fragment {
  readonly root: TemplateValue | undefined;
  readonly problems: readonly DocumentProblem[];
  readonly suppressions: readonly SuppressionFact[];
  readonly duplicateKeys: readonly DuplicateKeyFact[];
}

/** A cheap look: without these words a document includes nothing and makes nothing out of lists. */
export function mayInclude(text: string): boolean {
  return /AWS::Include\b|(?:Fn::|!)(?:Include|Map|Flatten|Merge|DeepMerge|Sequence)\b/.test(text);
}

/** Reads a YAML or JSON document as a value, whatever it holds. Never throws. */
export function extractFragment(text: string): Fragment {
  const { document, problems } = readDocument(text);
  if (!document) return { root: undefined, problems, suppressions: [], duplicateKeys: [] };
  const reader = new ValueReader(document, text);
  const root = document.root && reader.read(document.root);
  return { root, problems, suppressions: collectCommentSuppressions(text, document), duplicateKeys: problems.length > 0 ? [] : reader.duplicateKeys };
}
