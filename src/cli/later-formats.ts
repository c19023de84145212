import { toGithub } from '../report/github.js';
import { toGitlab } from '../report/gitlab.js';
import { toJunit } from '../report/junit.js';
import { toMarkdown } from '../report/markdown.js';
import type { Report } from '../report/model.js';
import { toSarif } from '../report/sarif.js';
import type { SarifOptions } from '../report/sarif.js';
import { leftOutText } from '../report/sarif-limits.js';
import type { FormatOptions, LaterFormat } from './formats.js';

/** The report in one of the formats that a run at a terminal does not need. */
export function renderLater(report: Report, format: LaterFormat, options: FormatOptions): string {
  switch (format) {
    case 'sarif':
      return sarif(report, options);
    case 'github':
      return toGithub(report);
    case 'gitlab':
      return toGitlab(report);
    case 'junit':
      return toJunit(report);
    case 'markdown':
      return toMarkdown(report);
  }
}

function sarif(report: Report, { sarifCategory: category, sarifSuppressed, sarifLimit: maxResults, onLeftOut }: FormatOptions): string {
  const options: SarifOptions = { includeSuppressed: sarifSuppressed, ...(category === undefined ? {} : { category }), ...(maxResults === undefined ? {} : { maxResults }) };
  const { text, leftOut } = toSarif(report, options);
  const told = leftOutText(leftOut);
  if (told !== undefined) onLeftOut?.(told);
  return text;
}
