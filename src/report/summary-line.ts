import type { Summary } from './model.js';

/** The last line of a text report: "2 errors, 1 note in 12 functions of 3 projects (41 files), 1 problem". */
export function summaryLine(summary: Summary, problems: number): string {
  const found = [count(summary.errors, 'error'), count(summary.warnings, 'warning'), count(summary.notes, 'note')].flat();
  const scope = `${plural(summary.functions, 'function')} of ${plural(summary.projects, 'project')} (${plural(summary.files, 'file')})`;
  const suppressed = summary.suppressed > 0 ? `, ${summary.suppressed} suppressed` : '';
  return `${found.length > 0 ? found.join(', ') : 'No findings'} in ${scope}${suppressed}${problems > 0 ? `, ${plural(problems, 'problem')}` : ''}`;
}

function count(number: number, noun: string): readonly string[] {
  return number > 0 ? [plural(number, noun)] : [];
}

function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
