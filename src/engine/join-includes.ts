import type { Problem } from '../diagnostic.js';
import type { MapEntry, Span, SuppressionFact, TemplateValue } from '../facts/model.js';
import { extractFragment } from '../facts/template/fragment.js';
import { joinPath, parentFolder } from '../project/paths.js';
import { deepMergeValues, entriesOf, fillPlaceholders, flattenList, mapOfEntries, mergeValues, sequence, textAt, withDefaults } from '../project/template-macros.js';
import type { Placeholders } from '../project/template-macros.js';
import type { FileSource } from '../source/file-source.js';
import { LineIndex } from '../source/line-index.js';
import { inFile } from './in-file.js';

/** Includes within includes. */
const MAX_DEPTH = 20;
const MAX_BYTES = 5_000_000;
/** Values that a template may come to: includes and lists multiply. */
const MAX_VALUES = 200_000;

export interface Joined {
  readonly root: TemplateValue;
  /** Suppression comments of each file that was included; none for a template that includes nothing. */
  readonly included: ReadonlyMap<string, readonly SuppressionFact[]>;
  /** Something was written out: the document alone does not say what is deployed. */
  readonly isChanged: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Puts local files in the place of `AWS::Include` and of cfn-include's `Fn::Include`, and writes out the functions of cfn-include
 * that make lists and maps. Values of other files carry their file. What comes from elsewhere (a bucket, an address, an API, the
 * environment, code) is no value: it stays unknown.
 */
export function joinIncludes(source: FileSource, path: string, root: TemplateValue): Joined {
  const joiner = new Joiner(source);
  const context: Context = { path, above: [path], names: new Map() };
  const whole = joiner.withTransforms(joiner.join(root, context), context);
  return { root: whole, included: joiner.included, isChanged: joiner.isChanged, problems: joiner.problems };
}

interface Context {
  /** The file that is read, and those that include it, itself the last. */
  readonly path: string;
  readonly above: readonly string[];
  readonly names: Placeholders;
}

const FUNCTIONS = ['Fn::Map', 'Fn::Include', 'Fn::Flatten', 'Fn::Merge', 'Fn::DeepMerge', 'Fn::Sequence', 'Fn::Transform'] as const;
type FunctionName = (typeof FUNCTIONS)[number];

class Joiner {
  readonly included = new Map<string, readonly SuppressionFact[]>();
  readonly problems: Problem[] = [];
  isChanged = false;
  private readonly contents = new Map<string, TemplateValue | undefined>();
  private count = 0;
  private isFull = false;

  constructor(private readonly source: FileSource) {}

  join(value: TemplateValue, context: Context): TemplateValue {
    if (!this.mayGrow(value, context)) return opaque(value, 'the template is too large');
    if (value.kind === 'list') return { ...value, items: value.items.map((item) => this.join(item, context)) };
    if (value.kind !== 'map' && value.kind !== 'call') return value;
    const entries = entriesOf(value) ?? [];
    const name = FUNCTIONS.find((one) => entries.some(({ key }) => key === one));
    const call = entries.find(({ key }) => key === name);
    const result = name && call ? this.answer(name, call.value, value, context) : undefined;
    if (!call || !result) return this.unchanged(value, context, call);
    this.isChanged = true;
    const others = entries.filter((one) => one !== call).map((one) => ({ ...one, value: this.join(one.value, context) }));
    // With other keys beside it, what is no map has no place: it is as unknown as those keys' owner.
    const made = entriesOf(result);
    if (others.length === 0) return result;
    return made ? mapOfEntries(withDefaults(others, made), value) : mapOfEntries([...others, { ...call, value: result }], value);
  }

  /** Any other map or call; a call that cannot be answered keeps its argument as it is. */
  private unchanged(value: TemplateValue, context: Context, kept: MapEntry | undefined): TemplateValue {
    if (value.kind === 'call') return kept ? value : { ...value, argument: this.join(value.argument, context) };
    if (value.kind !== 'map') return value;
    return { ...value, entries: value.entries.map((one) => (one === kept ? one : { ...one, value: this.join(one.value, context) })) };
  }

  /** Undefined where the function stays as it is written. */
  private answer(name: FunctionName, argument: TemplateValue, whole: Span, context: Context): TemplateValue | undefined {
    if (name === 'Fn::Include') return this.include(argument, whole, context);
    if (name === 'Fn::Transform') return this.transform(argument, whole, context);
    if (name === 'Fn::Map') return this.repeat(argument, context) ?? opaque(whole, 'its Fn::Map is not understood');
    const list = this.join(argument, context);
    if (list.kind !== 'list') return opaque(whole, `its ${name} has no list`);
    if (name === 'Fn::Flatten') return flattenList(list);
    if (name === 'Fn::Sequence') return sequence(list) ?? opaque(whole, 'its Fn::Sequence is not understood');
    const unknown = list.items.find(({ kind }) => kind === 'opaque');
    const [first, ...rest] = list.items;
    if (!first || unknown) return unknown ?? opaque(whole, `its ${name} has an empty list`);
    return rest.reduce(name === 'Fn::Merge' ? mergeValues : deepMergeValues, first);
  }

  /** `[list, placeholder, body]`, or `[list, [placeholder, index, size], body]`; without a placeholder it is `_`. */
  private repeat(argument: TemplateValue, context: Context): TemplateValue | undefined {
    if (argument.kind !== 'list' || argument.items.length < 2) return undefined;
    const [written, placeholders] = argument.items;
    const body = argument.items.at(-1);
    const list = written && this.join(written, context);
    if (list?.kind !== 'list' || !body) return undefined;
    const [name = '_', index, size] = argument.items.length === 2 ? [] : texts(placeholders);
    const copies = list.items.map((item, position) => {
      const names = new Map(context.names).set(name, item);
      if (index !== undefined) names.set(index, textAt(String(position), argument));
      if (size !== undefined) names.set(size, textAt(String(list.items.length), argument));
      return this.join(this.fill(body, names), { ...context, names });
    });
    return { ...list, items: copies };
  }

  private fill(value: TemplateValue, names: Placeholders): TemplateValue {
    if (this.count > MAX_VALUES) return opaque(value, 'the template is too large');
    return fillPlaceholders(value, names, () => {
      this.count++;
    });
  }

  /** `AWS::Include` of a local file, as `aws cloudformation package` uploads it; any other transform stays. */
  private transform(argument: TemplateValue, whole: Span, context: Context): TemplateValue | undefined {
    if (textUnder(argument, 'Name')?.text !== 'AWS::Include') return undefined;
    const location = textUnder(entry(argument, 'Parameters'), 'Location');
    if (!location || !isLocal(location.text)) return undefined;
    const content = this.content(location.text, location, context);
    return content && entriesOf(content) ? content : opaque(whole, 'what it includes is not there');
  }

  /** The `Transform` section of a template may name includes too: their content joins the template. */
  withTransforms(root: TemplateValue, context: Context): TemplateValue {
    const section = entry(root, 'Transform');
    const transforms = section?.kind === 'list' ? section.items : section ? [section] : [];
    return transforms.reduce((value, transform) => {
      const content = entriesOf(this.transform(transform, transform, context) ?? value);
      if (value.kind !== 'map' || !content || content === value.entries) return value;
      this.isChanged = true;
      return { ...value, entries: withDefaults(value.entries, content) };
    }, root);
  }

  private include(argument: TemplateValue, whole: Span, context: Context): TemplateValue {
    const location = argument.kind === 'scalar' ? argument : textUnder(argument, 'location');
    const type = textUnder(argument, 'type')?.text ?? 'json';
    if (!location || !isLocal(location.text) || type === 'api' || entry(argument, 'query')) return opaque(whole, 'it is included from elsewhere');
    if (type === 'json') return this.fill(this.content(location.text, location, context) ?? opaque(whole, 'what it includes is not there'), context.names);
    const path = this.locate(location.text, location, context);
    const text = path === undefined ? undefined : this.source.read(path);
    if (path === undefined || text === undefined) return opaque(whole, 'what it includes is not there');
    this.included.set(path, []);
    if (type === 'string') return { kind: 'scalar', text, quoted: true, start: 0, end: text.length, file: path };
    return type === 'literal' ? literalLines(text, path, entry(argument, 'context')) : opaque(whole, `an include of type '${type}' is not known`);
  }

  /** What a file says as a value, with its own includes. */
  private content(location: string, at: Span, context: Context): TemplateValue | undefined {
    const path = this.locate(location, at, context);
    if (path === undefined) return undefined;
    if (!this.contents.has(path)) this.contents.set(path, this.read(path));
    const value = this.contents.get(path);
    return value && this.join(value, { path, above: [...context.above, path], names: context.names });
  }

  private read(path: string): TemplateValue | undefined {
    const { root, problems, suppressions } = extractFragment(this.source.read(path) ?? '');
    for (const { line, message } of problems) this.problems.push({ kind: 'parse', path, line, message });
    this.included.set(path, suppressions);
    return root && inFile(root, path);
  }

  private locate(location: string, at: Span, context: Context): string | undefined {
    const path = joinPath(parentFolder(context.path), location);
    if (path === undefined || location.startsWith('/')) return this.report('outside-root', at, context, `'${location}' is outside the repository; it is not included.`);
    if (context.above.includes(path)) return this.report('parse', at, context, `'${location}' includes the file that includes it; it is not followed.`);
    if (context.above.length > MAX_DEPTH) return this.report('limit', at, context, `'${location}' is included more than ${MAX_DEPTH} levels deep; it is not followed.`);
    const info = this.source.stat(path);
    if (info?.kind !== 'file') return this.report('unreadable', at, context, `The included file '${location}' is not there.`);
    if (info.size > MAX_BYTES) return this.report('limit', at, context, `The included file '${location}' has ${info.size} bytes; files over ${MAX_BYTES} bytes are not included.`);
    return path;
  }

  private mayGrow(at: Span, context: Context): boolean {
    this.count++;
    if (this.count > MAX_VALUES && !this.isFull) this.report('limit', at, context, `With all that it includes, the template has more than ${MAX_VALUES} values; the rest is left out.`);
    this.isFull = this.count > MAX_VALUES;
    return !this.isFull;
  }

  private report(kind: Problem['kind'], { start, file }: Span, context: Context, message: string): undefined {
    const path = file ?? context.above[0] ?? context.path;
    const line = new LineIndex(this.source.read(path) ?? '').lineAt(start);
    if (!this.problems.some((known) => known.path === path && known.line === line && known.message === message)) this.problems.push({ kind, path, line, message });
  }
}

/** No address, no absolute path that means another machine, nothing that a tool has yet to fill in. */
function isLocal(location: string): boolean {
  return location !== '' && !/^[a-z][a-z0-9+.-]*:/i.test(location) && !/[${}<>]/.test(location);
}

function opaque({ start, end, file }: Span, reason: string): TemplateValue {
  return { kind: 'opaque', reason, start, end, ...(file === undefined ? {} : { file }) };
}

function entry(value: TemplateValue | undefined, key: string): TemplateValue | undefined {
  return value?.kind === 'map' ? value.entries.find((one) => one.key === key)?.value : undefined;
}

function textUnder(value: TemplateValue | undefined, key: string) {
  const found = entry(value, key);
  return found?.kind === 'scalar' ? found : undefined;
}

function texts(value: TemplateValue | undefined): readonly string[] {
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
}

/** Each line with its place, an empty last one included; `{{name}}` is filled in where the include says with what. */
function literalLines(text: string, file: string, context: TemplateValue | undefined): TemplateValue {
  let offset = 0;
  const lines = text.split(/(?<=\n)/);
  const items = (text.endsWith('\n') ? [...lines, ''] : lines).flatMap((line) => {
    const parts = context ? line.split(/(\{\{\w+\}\})/) : [line];
    return parts.flatMap((part): TemplateValue[] => {
      const place = { start: offset, end: offset + part.length, file };
      offset += part.length;
      const name = context && /^\{\{(\w+)\}\}$/.exec(part)?.[1];
      if (name !== undefined) return [entry(context, name) ?? textAt('', place)];
      return part === '' && context ? [] : [textAt(part, place)];
    });
  });
  const whole = { start: 0, end: text.length, file };
  return { kind: 'call', name: 'Fn::Join', argument: { kind: 'list', items: [textAt('', whole), { kind: 'list', items, ...whole }], ...whole }, ...whole };
}
