import { bind, createDriver } from '../analysis.js';
import { keepProjects, loadRepository } from '../engine/load.js';
import { createPlaces } from '../engine/places.js';
import { readTable } from '../engine/read-table.js';
import { withoutCaches } from '../engine/vet.js';
import { bindProject } from '../project/files.js';
import { tableReader } from '../project/inputs.js';
import { leastPrivilege } from '../project/least-privilege.js';
import { leftOutFunctions } from '../project/left-out-functions.js';
import type { RegisteredRule } from '../rule.js';
import { diskSource } from '../source/disk-source.js';
import { jsonText } from '../report/json-text.js';
import type { Arguments, Flags } from './arguments.js';
import { choose } from './choice.js';
import { unknownFunction } from './inspect.js';
import type { Io } from './io.js';
import { policyEntry, policyText } from './policy-document.js';
import type { PolicyDocument } from './policy-document.js';
import { isSourceFile, sourceProject } from './policy-sources.js';
import { readProject, typesReader } from './read-project.js';
import { findRepository } from './repository.js';
import { UsageError } from './usage-error.js';

interface ReadPolicies {
  readonly document: PolicyDocument;
  readonly isRead: boolean;
  /** Whether a template is written in JSON. */
  readonly isJson: (template: string) => boolean;
}

const FORMATS = ['sam', 'cloudformation', 'json'] as const;

/** Prints the least that the code of the functions needs, of one of them or all. */
export function policy({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const format = formatOf(flags);
  const { document, isRead, isJson } = positionals.some(isSourceFile) ? ofSourceFiles(positionals, flags, io) : ofTemplates(positionals, flags, io, rules);
  io.stdout.write(format === 'json' ? jsonText(document) : policyText(document, format, isJson));
  return isRead ? 0 : 2;
}

function ofTemplates([id, ...others]: readonly string[], flags: Flags, io: Io, rules: readonly RegisteredRule[]): ReadPolicies {
  if (others.length > 0) throw new UsageError('policy takes one function or source files: lambdavet policy [FUNCTION | FILE...]');
  const { source, opened } = readProject({ paths: [], flags, io, rules });
  const loaded = keepProjects(opened);
  const places = createPlaces(source, loaded.inlineMaps);
  const projects = loaded.projects.map((project) => createDriver([...bindProject(project), bind(tableReader, readTable)]).answers({ leastPrivilege, leftOutFunctions }));
  if (projects.length === 0 && loaded.problems.length === 0) throw new UsageError('No SAM or CloudFormation template found here');
  const functions = projects.flatMap(({ leastPrivilege: all }) => all).filter(({ fn }) => id === undefined || fn.logicalId === id);
  if (id !== undefined && functions.length === 0) {
    const left = projects.map(({ leftOutFunctions: all }) => ({ leftOut: all.filter(({ logicalId }) => logicalId === id).map(({ logicalId, template, at, reason }) => ({ id: logicalId, template, line: places.toPlace(at).startLine, reason })) }));
    throw unknownFunction(id, left, loaded, places);
  }
  return { document: { schemaVersion: 1, functions: functions.map((one) => policyEntry(one, places)) }, isRead: projects.length > 0, isJson: (template) => /^\s*\{/.test(places.textOf(template) ?? '') };
}

/** Without a template nothing is known of the environment: resources are what the code says. */
function ofSourceFiles(paths: readonly string[], flags: Flags, io: Io): ReadPolicies {
  const stray = paths.find((file) => !isSourceFile(file));
  if (stray !== undefined) throw new UsageError(`'${stray}' is no source file; policy takes one function or source files`);
  const { root, selected } = findRepository({ paths, cwd: io.cwd, root: flags.value('root'), overlaid: undefined });
  const sources = sourceProject(diskSource(root), selected.map(({ path }) => path));
  const loaded = loadRepository(sources.source, [sources.template], withoutCaches(), undefined, flags.has('types') ? typesReader() : undefined);
  const places = createPlaces(sources.source, loaded.inlineMaps);
  const functions = loaded.projects.flatMap((project) => createDriver([...bindProject(project), bind(tableReader, readTable)]).answers({ leastPrivilege }).leastPrivilege);
  const entries = functions.map((one) => ({ ...policyEntry(one, places), ...sources.handlers.get(one.fn.logicalId) }));
  return { document: { schemaVersion: 1, functions: entries }, isRead: true, isJson: () => false };
}

function formatOf(flags: Flags): (typeof FORMATS)[number] {
  if (flags.has('json')) return 'json';
  return choose('--format', flags.value('format'), FORMATS) ?? 'sam';
}
