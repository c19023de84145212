import { toGithub } from '../report/github.js';
import { toGitlab } from '../report/gitlab.js';
import { toJunit } from '../report/junit.js';
import { toMarkdown } from '../report/markdown.js';
import type { Report } from '../report/model.js';
import { toSarif } from '../report/sarif.js';
import type { FormatOptions, LaterFormat } from './formats.js';

/** The report in one of the formats that a run at a terminal does not need. */
export function renderLater(report: Report, format: LaterFormat, { sarifCategory, sarifSuppressed }: FormatOptions): string {
  switch (format) {
    case 'sarif':
      return toSarif(report, { includeSuppressed: sarifSuppressed, ...(sarifCategory === undefined ? {} : { category: sarifCategory }) });
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
