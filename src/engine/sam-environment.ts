import type { Problem } from '../diagnostic.js';
import type { Evaluated } from '../project/evaluated.js';
import type { Stack } from '../project/nested-stacks.js';
import { joinPath, parentFolder } from '../project/paths.js';
import type { Resolved } from '../resolved.js';
import { markDynamicReferences } from '../project/text.js';
import type { FileSource } from '../source/file-source.js';
import { readToml } from '../source/toml.js';
import { overridePlace } from './override-place.js';
import { readOverrides } from './parameter-overrides.js';

const FILE_NAME = 'samconfig.toml';
/** SAM CLI takes what stands for the command, else what stands for all of them. */
const COMMANDS = ['deploy', 'sync', 'global'];
const NAMING_COMMANDS = [...COMMANDS, 'build', 'validate'];

/** The environments that are asked for, and those that there are. */
export interface SamEnvironments {
  readonly asked: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
  /** A samconfig could not be read: what it has is not known. */
  readonly isOpen: boolean;
}

export const NO_ENVIRONMENTS: SamEnvironments = { asked: new Set(), found: new Set(), isOpen: false };

type Table = Readonly<Record<string, unknown>>;

/** Gives parameters of templates the values that an environment of `samconfig.toml` has for them. */
export class SamEnvironmentReader implements SamEnvironments {
  readonly asked = new Set<string>();
  readonly found = new Set<string>();
  isOpen = false;
  private readonly documents = new Map<string, Table | undefined>();

  constructor(
    private readonly source: FileSource,
    private readonly problems: Problem[],
    private readonly environmentOf: (folder: string) => string | undefined,
  ) {}

  /** The stack with the values for its outermost template; those below get theirs from their parents. */
  apply(stack: Stack, others: readonly Stack[]): Stack {
    const folder = parentFolder(stack.template.path);
    const environment = this.environmentOf(folder);
    if (environment === undefined) return stack;
    this.asked.add(environment);
    for (let at = folder; ; at = parentFolder(at)) {
      const path = at === '' ? FILE_NAME : `${at}/${FILE_NAME}`;
      const document = this.document(path);
      if (document && isFor(document, environment, stack.template.path, at, others)) return { ...stack, given: this.valuesIn(document, path, environment) };
      if (at === '') return stack;
    }
  }

  private document(path: string): Table | undefined {
    if (!this.documents.has(path)) this.documents.set(path, this.read(path));
    return this.documents.get(path);
  }

  private read(path: string): Table | undefined {
    const text = this.source.kind(path) === 'file' ? this.source.read(path) : undefined;
    if (text === undefined) return undefined;
    const reading = readToml(text);
    if (reading.ok && isTable(reading.data)) {
      for (const [name, value] of Object.entries(reading.data)) if (isTable(value)) this.found.add(name);
      return reading.data;
    }
    this.isOpen = true;
    if (!reading.ok) this.problems.push({ kind: 'parse', path, line: reading.line, message: reading.message });
    return undefined;
  }

  private valuesIn(document: Table, path: string, environment: string): ReadonlyMap<string, Resolved<Evaluated>> {
    const command = COMMANDS.find((name) => parametersOf(document, environment, name)['parameter_overrides'] !== undefined);
    if (command === undefined) return new Map();
    const text = this.source.read(path) ?? '';
    const overrides = readOverrides(parametersOf(document, environment, command)['parameter_overrides']);
    if (!overrides) {
      const place = overridePlace(text, [environment, command, 'parameters'], '', '');
      this.problems.push({ kind: 'parse', path, line: lineAt(text, place.start), message: `The 'parameter_overrides' of environment '${environment}' are not read: they are no list of names and values.` });
      return new Map();
    }
    return new Map([...overrides].map(([name, value]): [string, Resolved<Evaluated>] => {
      const place = overridePlace(text, [environment, command, 'parameters'], name, value);
      return [name, { state: 'known', value: { kind: 'text', text: markDynamicReferences(value === '' ? [] : [value]) }, at: { path, ...place }, when: `in environment '${environment}'` }];
    }));
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/**
 * A samconfig is for the template that it names. One that names none, or what `sam build` makes, is for `template.yaml` beside
 * it, and where there is none for all that stand there.
 */
function isFor(document: Table, environment: string, template: string, folder: string, others: readonly Stack[]): boolean {
  if (!isTable(document[environment])) return false;
  const named = NAMING_COMMANDS.flatMap((command) => {
    const { template_file: file, template: short } = parametersOf(document, environment, command);
    return [file, short].flatMap((written) => (typeof written === 'string' && !/(?:^|\/)\.aws-sam\//.test(written) ? [joinPath(folder, written)] : []));
  });
  if (named.length > 0) return named.includes(template);
  if (parentFolder(template) !== folder) return false;
  return isDefault(template) || !others.some(({ template: other }) => parentFolder(other.path) === folder && isDefault(other.path));
}

function isDefault(path: string): boolean {
  return /(?:^|\/)template\.(?:ya?ml|json)$/.test(path);
}

function parametersOf(document: Table, environment: string, command: string): Table {
  return [environment, command, 'parameters'].reduce<Table>((table, key) => {
    const inner = table[key];
    return isTable(inner) ? inner : {};
  }, document);
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
