import type { Problem } from '../diagnostic.js';
import type { FactsCache } from '../facts/cache.js';
import type { SuppressionFact, TemplateFacts, TemplateValue } from '../facts/model.js';
import { assembleTemplate } from '../facts/template/assemble.js';
import { extractTemplate, mayBeTemplate, mayImport } from '../facts/template/extract.js';
import type { TemplateReading } from '../facts/template/extract.js';
import { extractFragment, mayInclude } from '../facts/template/fragment.js';
import { collectMetadataSuppressions } from '../facts/template/suppressions.js';
import { localTemplates, typeConfiguration } from '../project/local-template.js';
import { nestedTemplates, standAlone } from '../project/nested-stacks.js';
import type { NestedTemplate, Stack } from '../project/nested-stacks.js';
import { packagedTemplates } from '../project/packaged-template.js';
import { isPart } from '../project/template-part.js';
import type { FileSource } from '../source/file-source.js';
import { LineIndex } from '../source/line-index.js';
import { integrationTest, readAssets } from './cloud-assembly.js';
import { guard } from './guard.js';
import { joinDefinitions } from './join-definitions.js';
import { joinIncludes } from './join-includes.js';

/** CloudFormation takes 1 MB; a synthesized or test template may be larger. Larger files are data. */
const MAX_TEMPLATE_BYTES = 5_000_000;
/** Stacks below one that is deployed by itself, and levels of them. A template that nests another twice doubles what follows. */
const MAX_NESTED_STACKS = 200;
const MAX_NESTING_DEPTH = 20;

export interface LoadedTemplates {
  /** Every template read, those that are only nested included. */
  readonly templates: readonly TemplateFacts[];
  /** Those that no other template nests. */
  readonly stacks: readonly Stack[];
  /** Templates that are not vetted, by path. */
  readonly leftOut: ReadonlyMap<string, LeftOutTemplate>;
  /** Suppression comments of the files that templates include. */
  readonly included: ReadonlyMap<string, readonly SuppressionFact[]>;
}

/** A template that nothing is said about. */
export interface LeftOutTemplate {
  readonly reason: string;
  /** The template that is vetted in its place. */
  readonly instead: string | undefined;
}

/**
 * Reads the templates among the candidate paths, and the local templates that these nest. What packaging wrote of one of them, or what is for
 * local runs beside it, is left out where that is reported: it would say all twice. So are snapshots of the integration tests of constructs.
 */
export function loadTemplates(source: FileSource, candidates: readonly string[], cache: FactsCache<TemplateReading>, problems: Problem[], isReported: (path: string) => boolean = () => true): LoadedTemplates {
  const loader = new TemplateLoader(source, cache, problems);
  const found = candidates.flatMap((path) => loader.read(path) ?? []);
  const leftOut = loader.leftOut(found, isReported);
  const outermost = loader.outermost(found);
  const left = outermost.filter((template) => leftOut.has(template));
  const kept = left.length === 0 ? outermost : outermost.filter((template) => !leftOut.has(template));
  return {
    templates: left.length === 0 ? loader.all() : loader.allWithout(left, kept),
    stacks: kept.map((template) => loader.expand(template)),
    leftOut: new Map([...leftOut].flatMap(([template, why]) => (left.includes(template) ? [[template.path, why]] : []))),
    included: loader.included,
  };
}

const NO_TEMPLATE: TemplateReading = { facts: undefined, problems: [] };

interface Nesting {
  readonly assets: Stack['assets'];
  /** Templates above this one, with itself. */
  readonly path: readonly string[];
  /** What may still be nested below the outermost stack. */
  readonly budget: { left: number; isReported: boolean };
}

class TemplateLoader {
  readonly included = new Map<string, readonly SuppressionFact[]>();
  private readonly byPath = new Map<string, TemplateFacts | undefined>();
  private readonly assets = new Map<string, Stack['assets']>();
  private readonly reported = new Set<string>();

  constructor(
    private readonly source: FileSource,
    private readonly cache: FactsCache<TemplateReading>,
    private readonly problems: Problem[],
  ) {}

  all(): readonly TemplateFacts[] {
    return [...this.byPath.values()].flatMap((template) => template ?? []);
  }

  /** All but what only those left out lead to: nothing in them is vetted, and no suppression in them is unused. */
  allWithout(left: readonly TemplateFacts[], kept: readonly TemplateFacts[]): readonly TemplateFacts[] {
    const [gone, needed] = [left, kept].map((roots) => {
      const reached = new Set<TemplateFacts>();
      for (const root of roots) this.reach(root, reached);
      return reached;
    });
    return this.all().filter((template) => !gone?.has(template) || needed?.has(template));
  }

  leftOut(found: readonly TemplateFacts[], isReported: (path: string) => boolean): ReadonlyMap<TemplateFacts, LeftOutTemplate> {
    const leftOut = new Map<TemplateFacts, LeftOutTemplate>();
    const leave = (others: ReadonlyMap<TemplateFacts, TemplateFacts>, reason: (instead: string) => string): void => {
      for (const [template, { path }] of others) if (isReported(path)) leftOut.set(template, { reason: reason(path), instead: path });
    };
    leave(localTemplates(found), (path) => `it is for local runs beside '${path}'`);
    // A template for local runs is as like an output as the one it stands beside.
    leave(packagedTemplates(found.filter((template) => !leftOut.has(template))), (path) => `packaging made it of '${path}'`);
    for (const template of found) {
      const test = integrationTest(this.source, template.path);
      // A path that leads to the snapshot alone asks for it.
      if (test !== undefined && isReported(test)) leftOut.set(template, { reason: `it is in the snapshot of integration test '${test}'`, instead: undefined });
      const configuration = typeConfiguration(template);
      if (configuration !== undefined && this.source.kind(configuration) === 'file') leftOut.set(template, { reason: 'it is for local runs of an extension of CloudFormation', instead: undefined });
    }
    return leftOut;
  }

  read(path: string): TemplateFacts | undefined {
    if (!this.byPath.has(path)) this.byPath.set(path, this.withDefinitions(this.readNew(path)));
    return this.byPath.get(path);
  }

  private withDefinitions(template: TemplateFacts | undefined): TemplateFacts | undefined {
    if (!template?.resources.some(({ type }) => type === 'AWS::Serverless::StateMachine')) return template;
    const { facts, included, outside } = joinDefinitions(this.source, template);
    for (const [file, suppressions] of included) this.included.set(file, suppressions);
    for (const { at, written } of outside) this.report('outside-root', { at }, `The definition of a state machine ('${written}') is outside the repository; it is not read.`);
    return facts;
  }

  private readNew(path: string): TemplateFacts | undefined {
    const info = this.source.stat(path);
    if (info?.kind !== 'file') return undefined;
    if (info.size > MAX_TEMPLATE_BYTES) {
      if (/template/i.test(path)) this.problems.push({ kind: 'limit', path, message: `It has ${info.size} bytes; templates over ${MAX_TEMPLATE_BYTES} bytes are not read.` });
      return undefined;
    }
    const text = this.source.read(path);
    if (text === undefined) return undefined;
    const joined = mayInclude(text) ? guard(this.problems, path, undefined, () => this.readJoined(path, text)) : undefined;
    if (joined || !mayBeTemplate(text)) return joined;
    const { facts, problems } = guard(this.problems, path, NO_TEMPLATE, () => this.cache.get(path, text, () => extractTemplate(path, text)));
    for (const { line, message } of problems) this.problems.push({ kind: 'parse', path, line, message });
    return facts;
  }

  /** A template that is more than its own document; undefined for one that is not. */
  private readJoined(path: string, text: string): TemplateFacts | undefined {
    const fragment = extractFragment(text);
    const joined = fragment.root && joinIncludes(this.source, path, fragment.root);
    if (!joined?.isChanged) return undefined;
    const assembled = assembleTemplate(path, (name) => section(joined.root, name), text.includes('Fn::ForEach::'));
    if (!assembled) return undefined;
    for (const { line, message } of fragment.problems) this.problems.push({ kind: 'parse', path, line, message });
    for (const [file, suppressions] of joined.included) this.included.set(file, suppressions);
    const suppressions = [...fragment.suppressions, ...collectMetadataSuppressions(assembled.facts.resources)];
    const imports = mayImport(text) || joined.included.size > 0 ? { hasImports: true as const } : {};
    const facts = { ...assembled.facts, ...imports, included: [...joined.included.keys()], duplicateKeys: fragment.duplicateKeys, suppressions };
    // The paths in a part are those of what it becomes, which a script may write elsewhere.
    this.problems.push(...(isPart(facts) ? joined.problems.filter(({ kind }) => kind !== 'unreadable') : joined.problems));
    return facts;
  }

  /** What is deployed by itself. Of templates that nest each other in a circle the first counts. */
  outermost(found: readonly TemplateFacts[]): readonly TemplateFacts[] {
    const nested = new Set(found.flatMap((template) => this.below(template)));
    const reached = new Set<TemplateFacts>();
    const roots: TemplateFacts[] = [];
    for (const template of [...found.filter((one) => !nested.has(one)), ...found.filter((one) => nested.has(one))]) {
      if (reached.has(template)) continue;
      roots.push(template);
      this.reach(template, reached);
    }
    return roots;
  }

  /** Adds a template and all that it nests. */
  reach(template: TemplateFacts, reached: Set<TemplateFacts>): void {
    const pending = [template];
    for (let current = pending.pop(); current; current = pending.pop()) {
      if (reached.has(current)) continue;
      reached.add(current);
      pending.push(...this.below(current));
    }
  }

  private below(template: TemplateFacts): readonly TemplateFacts[] {
    return nestedTemplates(template, this.assetsOf(template)).flatMap(({ path }) => (path === undefined || path === template.path ? [] : (this.read(path) ?? [])));
  }

  /** Only what CDK wrote nests by hash, or has code that only a hash names. */
  private assetsOf({ path }: TemplateFacts): Stack['assets'] {
    const assets = this.assets.get(path) ?? readAssets(this.source, path);
    this.assets.set(path, assets);
    return assets;
  }

  expand(template: TemplateFacts): Stack {
    return this.nest(template, { assets: this.assetsOf(template), path: [template.path], budget: { left: MAX_NESTED_STACKS, isReported: false } });
  }

  private nest(template: TemplateFacts, nesting: Nesting): Stack {
    const places = nestedTemplates(template, nesting.assets);
    if (places.length === 0) return standAlone(template, nesting.assets);
    const nested = new Map<string, Stack>();
    for (const place of places) {
      const child = this.childAt(place, nesting);
      if (child) nested.set(place.logicalId, this.nest(child, { ...nesting, path: [...nesting.path, child.path] }));
    }
    return { template, assets: nesting.assets, nested };
  }

  private childAt(place: NestedTemplate, { path: above, budget }: Nesting): TemplateFacts | undefined {
    const { logicalId, written, path } = place;
    if (path === undefined) return this.report('outside-root', place, `The template of nested stack '${logicalId}' ('${written}') is outside the repository; it is not read.`);
    if (above.includes(path)) return this.report('parse', place, `Nested stack '${logicalId}' leads back to '${path}', which nests it; it is not followed.`);
    if (this.source.kind(path) !== 'file') return this.report('unreadable', place, `The template of nested stack '${logicalId}' ('${written}') is not there.`);
    if (above.length > MAX_NESTING_DEPTH) return this.report('limit', place, `Nested stack '${logicalId}' is more than ${MAX_NESTING_DEPTH} levels deep; it is not followed.`);
    if (budget.left === 0) {
      const isFirst = !budget.isReported;
      budget.isReported = true;
      return isFirst ? this.report('limit', place, `More than ${MAX_NESTED_STACKS} stacks are nested below '${above[0] ?? ''}'; '${logicalId}' and those after it are not followed.`) : undefined;
    }
    budget.left--;
    return this.read(path);
  }

  private report(kind: Problem['kind'], { at }: Pick<NestedTemplate, 'at'>, message: string): undefined {
    const line = new LineIndex(this.source.read(at.path) ?? '').lineAt(at.start);
    // A template that is nested twice has its trouble once.
    const key = `${at.path}:${line}:${message}`;
    if (!this.reported.has(key)) this.problems.push({ kind, path: at.path, line, message });
    this.reported.add(key);
  }
}

function section(root: TemplateValue, name: string): TemplateValue | undefined {
  return root.kind === 'map' ? root.entries.find(({ key }) => key === name)?.value : undefined;
}
