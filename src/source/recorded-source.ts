import type { FileSource } from './file-source.js';

/** One look at the files, and what it gave: two looks with the same answer cannot be told apart. */
export type Look = readonly [question: string, answer: string];

/** Remembers the questions that were asked of a repository, with their answers, so that a later run can ask them again. */
export interface Recording {
  /** Asks as the source below does, and remembers. */
  readonly source: FileSource;
  /** At most one more than `MAX_LOOKS`: then it is of no use. */
  readonly looks: ReadonlyMap<string, string>;
  /** A question that is answered elsewhere, from many files: remembered as a whole instead of with each of them. */
  note(question: string, answer: string): void;
}

/** Shortens what was read. */
export type Digest = (content: string | Uint8Array) => string;

const NOTHING = '-';
/** Who looked more often walked large folders: asking all that again costs as much as doing the work again. */
export const MAX_LOOKS = 5000;

export function recordSource(below: FileSource, digest: Digest): Recording {
  const looks = new Map<string, string>();
  const asked = askSource(below, digest);
  function noted<T>(question: string, value: T): T {
    if (looks.size <= MAX_LOOKS && !looks.has(question)) looks.set(question, asked.answerOf(question, value));
    return value;
  }
  return {
    looks,
    note: (question, answer) => void looks.set(question, answer),
    source: {
      read: (path) => noted(`read ${path}`, below.read(path)),
      bytes: (path, from, length) => noted(`bytes ${from} ${length} ${path}`, below.bytes(path, from, length)),
      stat: (path) => noted(`stat ${path}`, below.stat(path)),
      kind: (path) => noted(`kind ${path}`, below.kind(path)),
      list: (path) => noted(`list ${path}`, below.list(path)),
      realPath: (path) => below.realPath(path),
      // Tells nothing of the content, and belongs to questions that are noted as a whole.
      stampOf: (path) => below.stampOf(path),
      diskRoot: below.diskRoot,
      trouble: () => below.trouble(),
      note: (trouble) => { below.note(trouble); },
    },
  };
}

/** Answers the questions of a recording from the files as they are now, each once. */
export interface Asked {
  /** Undefined for a question that it does not know. */
  ask(question: string): string | undefined;
}

export function askSource(source: FileSource, digest: Digest): Asked & { answerOf(question: string, value: unknown): string } {
  const answers = new Map<string, string | undefined>();

  function answerOf(question: string, value: unknown): string {
    if (value === undefined) return NOTHING;
    if (typeof value === 'string') return question.startsWith('kind ') ? value : digest(value);
    return value instanceof Uint8Array ? digest(value) : digest(JSON.stringify(value));
  }

  function lookAgain(question: string): string | undefined {
    const [, what, path = ''] = /^(read|stat|kind|list) (.*)$/s.exec(question) ?? [];
    if (what === 'read') return answerOf(question, source.read(path));
    if (what === 'stat') return answerOf(question, source.stat(path));
    if (what === 'kind') return answerOf(question, source.kind(path));
    if (what === 'list') return answerOf(question, source.list(path));
    const [, from, length, file = ''] = /^bytes (\d+) (\d+) (.*)$/s.exec(question) ?? [];
    return from === undefined || length === undefined ? undefined : answerOf(question, source.bytes(file, Number(from), Number(length)));
  }

  return {
    answerOf,
    ask(question) {
      if (!answers.has(question)) answers.set(question, lookAgain(question));
      return answers.get(question);
    },
  };
}
