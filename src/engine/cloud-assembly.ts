import { joinPath, parentFolder } from '../project/paths.js';
import type { FileSource } from '../source/file-source.js';

/** Of further ones every template counts. */
const MAX_STAGES = 500;

/** Whether a folder is what `cdk synth` writes, whatever it is called: `cdk.out`, or a snapshot of it. */
export function isCloudAssembly(source: FileSource, folder: string): boolean {
  if (folder === 'cdk.out' || folder.endsWith('/cdk.out')) return true;
  return source.kind(join(folder, 'manifest.json')) === 'file' && source.kind(join(folder, 'cdk.out')) === 'file';
}

/**
 * The integration test of constructs whose snapshot holds a template, for one that is in such a snapshot: its stacks are deployed to be tested, and nobody edits them.
 * Source: aws/aws-cdk packages/@aws-cdk/integ-tests-alpha/lib/manifest-writer.ts (`integ.json`); @aws-cdk/integ-runner (`<test>.snapshot`).
 */
export function integrationTest(source: FileSource, template: string): string | undefined {
  const folder = parentFolder(template);
  // A stage has a folder of its own below.
  const snapshot = [folder, parentFolder(folder)].find((one) => one.endsWith('.snapshot') && source.kind(join(one, 'integ.json')) === 'file');
  return snapshot?.slice(0, -'.snapshot'.length);
}

/**
 * The templates that the manifest of a cloud assembly lists, those of its stages included. Stacks that no longer exist leave
 * their files behind, and assets may hold templates of another kind: only a manifest that cannot be read makes every template count.
 * Source: aws-cdk-lib cloud-assembly-schema (artifact types `aws:cloudformation:stack` and `cdk:cloud-assembly`).
 */
export function assemblyTemplates(source: FileSource, folder: string, seen = new Set<string>()): readonly string[] {
  // Stages that list each other many times come to an end.
  if (seen.has(folder)) return [];
  seen.add(folder);
  const artifacts = readJson(source, join(folder, 'manifest.json'), 'artifacts');
  if (!artifacts || seen.size > MAX_STAGES) return templatesByName(source, folder);
  return Object.values(artifacts).flatMap((artifact) => {
    const properties = member(artifact, 'properties');
    const template = member(artifact, 'type') === 'aws:cloudformation:stack' ? pathIn(folder, member(properties, 'templateFile')) : undefined;
    if (template !== undefined) return [template];
    const stage = member(artifact, 'type') === 'cdk:cloud-assembly' ? pathIn(folder, member(properties, 'directoryName')) : undefined;
    return stage === undefined ? [] : assemblyTemplates(source, stage, seen);
  });
}

function templatesByName(source: FileSource, folder: string): readonly string[] {
  return (source.list(folder) ?? []).filter(({ name, kind }) => kind === 'file' && name.endsWith('.template.json')).map(({ name }) => join(folder, name));
}

/**
 * What the hashes in `Code.S3Key` and `TemplateURL` stand for: paths relative to the folder of the template, from the
 * `<Stack>.assets.json` beside it. Empty for a template that CDK did not write.
 */
export function readAssets(source: FileSource, template: string): ReadonlyMap<string, string> {
  const path = template.replace(/\.template\.json$/, '.assets.json');
  const files = path === template ? undefined : readJson(source, path, 'files');
  if (!files) return new Map();
  return new Map(Object.entries(files).flatMap(([hash, file]): [string, string][] => {
    const target = member(member(file, 'source'), 'path');
    return typeof target === 'string' && pathIn(parentFolder(template), target) !== undefined ? [[hash, target]] : [];
  }));
}

/**
 * The paths of constructs by logical id, for a template whose resources do not say them: an application that runs by itself,
 * without the command line of CDK, writes them to the manifest or to the file that it names.
 */
export function readConstructPaths(source: FileSource, template: string): ReadonlyMap<string, string> {
  const folder = parentFolder(template);
  const artifacts = template.endsWith('.template.json') ? readJson(source, join(folder, 'manifest.json'), 'artifacts') : undefined;
  const artifact = Object.values(artifacts ?? {}).find((one) => pathIn(folder, member(member(one, 'properties'), 'templateFile')) === template);
  const other = pathIn(folder, member(artifact, 'additionalMetadataFile'));
  const metadata = [member(artifact, 'metadata'), other === undefined ? undefined : readJson(source, other)].filter(isRecord);
  return new Map(metadata.flatMap((one) => Object.entries(one)).flatMap(([path, notes]) => logicalIds(notes).map((id): [string, string] => [id, path])));
}

function logicalIds(notes: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(notes) ? notes : [];
  return list.flatMap((note) => {
    const id = member(note, 'type') === 'aws:cdk:logicalId' ? member(note, 'data') : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

function readJson(source: FileSource, path: string, key?: string): Readonly<Record<string, unknown>> | undefined {
  if (source.kind(path) !== 'file') return undefined;
  try {
    const document: unknown = JSON.parse(source.read(path) ?? '');
    const section = key === undefined ? document : member(document, key);
    return isRecord(section) ? section : undefined;
  } catch {
    // Not written by CDK, or half written: what it lists stays unknown.
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function member(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function pathIn(folder: string, path: unknown): string | undefined {
  return typeof path === 'string' && !path.startsWith('/') ? joinPath(folder, path) : undefined;
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
