import { toConcise } from '../report/concise.js';
import { toFull } from '../report/full.js';
import { toJson } from '../report/json.js';
import type { Report } from '../report/model.js';
import { toSarif } from '../report/sarif.js';

export const FORMATS = ['full', 'concise', 'json', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];

export interface FormatOptions {
  readonly colour: boolean;
  /** Columns of the terminal that is written to, if it is one. */
  readonly columns: number | undefined;
  readonly sarifCategory: string | undefined;
  readonly sarifSuppressed: boolean;
}

/** The report in one of the formats. */
export function render(report: Report, format: Format, { colour, columns, sarifCategory, sarifSuppressed }: FormatOptions): string {
  switch (format) {
    case 'full':
      return toFull(report, { colour, columns });
    case 'concise':
      return toConcise(report);
    case 'json':
      return toJson(report);
    case 'sarif':
      return toSarif(report, { includeSuppressed: sarifSuppressed, ...(sarifCategory === undefined ? {} : { category: sarifCategory }) });
  }
}
