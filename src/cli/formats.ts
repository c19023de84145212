import { toConcise } from '../report/concise.js';
import { toFull } from '../report/full.js';
import { toJson } from '../report/json.js';
import type { Report } from '../report/model.js';
import { renderLater } from './later-formats.js';

export const FORMATS = ['full', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];
/** Those that are loaded when they are asked for. */
export type LaterFormat = Exclude<Format, 'full' | 'concise' | 'json'>;

export interface FormatOptions {
  readonly colour: boolean;
  /** Columns of the terminal that is written to, if it is one. */
  readonly columns: number | undefined;
  readonly sarifCategory: string | undefined;
  readonly sarifSuppressed: boolean;
  readonly sarifLimit: number | undefined;
  /** Is told what a file had no room for. */
  readonly onLeftOut?: (message: string) => void;
}

/** The report in one of the formats. */
export function render(report: Report, format: Format, options: FormatOptions): string {
  switch (format) {
    case 'full':
      return toFull(report, options);
    case 'concise':
      return toConcise(report);
    case 'json':
      return toJson(report);
    default:
      return renderLater(report, format, options);
  }
}
