/** An instruction of a Dockerfile, with where it stands. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What is put into an image by the stage that becomes it, and by those that it is built on, in order. */
export interface FinalStage {
  readonly base: Instruction & { readonly image: string };
  readonly instructions: readonly Instruction[];
}

const TEXTS = /^[A-Za-z]+$/;

/**
 * Reads the stage that becomes the image; undefined for what is written in another way than most: another escape character, texts over
 * several lines (`<<`), a base that only the build knows. Source: docs.docker.com/reference/dockerfile.
 */
export function readFinalStage(text: string): FinalStage | undefined {
  if (/^#\s*escape\s*=/im.test(text) || /<<-?\s*['"]?\w/.test(text)) return undefined;
  const instructions = instructionsIn(text);
  const first = instructions.findIndex(({ name }) => name === 'FROM');
  if (first === -1) return undefined;
  const values = new Map(instructions.slice(0, first).flatMap(({ name, text: written }) => (name === 'ARG' ? assignments(written) : [])));
  const stages = new Map<string, FinalStage>();
  let current: FinalStage | undefined;
  for (const one of instructions.slice(first)) {
    if (one.name !== 'FROM') {
      current = current && { ...current, instructions: [...current.instructions, one] };
      continue;
    }
    if (current) noteStage(stages, current);
    const written = one.text.split(/\s+/).find((word) => !word.startsWith('--')) ?? '';
    const image = substitute(written, values);
    if (image === undefined) return undefined;
    const before = stages.get(image.toLowerCase());
    current = { base: before?.base ?? { ...one, image }, instructions: [...(before?.instructions ?? []), one] };
  }
  return current;
}

/** A later stage may name it. */
function noteStage(stages: Map<string, FinalStage>, stage: FinalStage): void {
  const from = stage.instructions.findLast(({ name }) => name === 'FROM');
  const [alias, as] = (from?.text ?? '').split(/\s+/).toReversed();
  if (alias !== undefined && as?.toLowerCase() === 'as') stages.set(alias.toLowerCase(), stage);
}

/** One for each line; a backslash at its end takes the next one along, and comments in between are left out. */
function instructionsIn(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let open: { readonly start: number; readonly parts: string[] } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const start = at;
    at += line.length + 1;
    const trimmed = line.trim();
    if (trimmed.startsWith('#') || (trimmed === '' && !open)) continue;
    open ??= { start: start + line.indexOf(trimmed), parts: [] };
    open.parts.push(trimmed.replace(/\\$/, '').trimEnd());
    if (trimmed.endsWith('\\')) continue;
    const whole = open.parts.join(' ');
    const [name = ''] = whole.split(/\s/, 1);
    if (TEXTS.test(name)) found.push({ name: name.toUpperCase(), text: whole.slice(name.length).trim(), start: open.start, end: start + line.trimEnd().length });
    open = undefined;
  }
  return found;
}

/** `A=1 B="two"`, `A 1`; a name alone has no value. */
export function assignments(text: string): readonly (readonly [string, string])[] {
  if (!/^[A-Za-z_]\w*=/.test(text)) {
    const [, name, value] = /^([A-Za-z_]\w*)\s+(.+)$/s.exec(text) ?? [];
    return name === undefined || value === undefined ? [] : [[name, unquoted(value)]];
  }
  return [...text.matchAll(/(?<!\w)([A-Za-z_]\w*)=("(?:[^"\\]|\\.)*"|'[^']*'|\S*)/g)].map(([, name = '', value = '']) => [name, unquoted(value)]);
}

/** Undefined where a variable has no value here, or one stands in another: `${A:-$B}`. */
export function substitute(text: string, values: ReadonlyMap<string, string>): string | undefined {
  const parts = text.split(/\$(?:\{([^{}$]*)\}|([A-Za-z_]\w*))/g);
  // Text, name in braces, name without, text, and so on.
  const filled = parts.map((part: string | undefined, index) => (index % 3 === 0 || part === undefined ? part : values.get(part)));
  const isOpen = parts.some((part: string | undefined, index) => part !== undefined && (index % 3 === 0 ? part.includes('${') : filled[index] === undefined));
  return isOpen ? undefined : filled.join('');
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}
