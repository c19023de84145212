import type { TemplatesByFile } from './projects-by-file.js';

interface UnsavedText {
  readonly text: string;
  /** What was on disk meanwhile. */
  readonly onDisk: string | undefined;
  readonly since: number;
}

/** ESLint does not say that a file was closed without being saved: what nobody looked at for so long no longer counts. */
const LIFETIME = 120_000;

/** What was typed in files and not saved: it counts in other files of the same projects, too. */
export class UnsavedTexts {
  private readonly byPath = new Map<string, UnsavedText>();

  constructor(private readonly now: () => number) {}

  keep(path: string, text: string, onDisk: string | undefined): void {
    this.byPath.set(path, { text, onDisk, since: this.now() });
  }

  forget(path: string): void {
    this.byPath.delete(path);
  }

  /** Those that may matter to a file: of its projects, or of no project yet. What changed on disk since was saved or replaced. */
  besides(path: string, templates: TemplatesByFile, textOnDisk: (path: string) => string | undefined): readonly (readonly [path: string, text: string])[] {
    const own = templates.get(path);
    const found: (readonly [string, string])[] = [];
    for (const [other, { text, onDisk, since }] of this.byPath) {
      if (this.now() - since > LIFETIME || textOnDisk(other) !== onDisk) {
        this.byPath.delete(other);
        continue;
      }
      const its = templates.get(other);
      if (other !== path && (!own || !its || its.some((template) => own.includes(template)))) found.push([other, text]);
    }
    return found;
  }
}
