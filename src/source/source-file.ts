import type { Region } from '../diagnostic.js';
import { LineIndex } from './line-index.js';

/** One file as read: path relative to the repository root with forward slashes, and its text. */
export class SourceFile {
  private index: LineIndex | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
  ) {}

  /** Built on first use: most files never have a finding. */
  get lines(): LineIndex {
    this.index ??= new LineIndex(this.text);
    return this.index;
  }

  region(start: number, end: number): Region {
    return this.lines.region(start, end);
  }
}
