import { bind, createDriver } from '../analysis.js';
import { keepProjects } from '../engine/load.js';
import { createPlaces } from '../engine/places.js';
import { readTable } from '../engine/read-table.js';
import { files } from '../project/files.js';
import { tableReader } from '../project/inputs.js';
import { leastPrivilege } from '../project/least-privilege.js';
import { leftOutFunctions } from '../project/left-out-functions.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments, Flags } from './arguments.js';
import { choose } from './choice.js';
import { unknownFunction } from './inspect.js';
import type { Io } from './io.js';
import { policyEntry, policyText } from './policy-document.js';
import type { PolicyDocument } from './policy-document.js';
import { readProject } from './read-project.js';
import { UsageError } from './usage-error.js';

const FORMATS = ['sam', 'cloudformation', 'json'] as const;

/** Prints the least that the code of the functions needs, of one of them or all. */
export function policy({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const [id, ...others] = positionals;
  if (others.length > 0) throw new UsageError('policy takes one function: lambdavet policy [FUNCTION]');
  const format = formatOf(flags);
  const { source, opened } = readProject({ paths: [], flags, io, rules });
  const loaded = keepProjects(opened);
  const places = createPlaces(source, loaded.inlineMaps);
  const projects = loaded.projects.map((project) => createDriver([bind(files, project), bind(tableReader, readTable)]).answers({ leastPrivilege, leftOutFunctions }));
  if (projects.length === 0 && loaded.problems.length === 0) throw new UsageError('No SAM or CloudFormation template found here');
  const functions = projects.flatMap(({ leastPrivilege: all }) => all).filter(({ fn }) => id === undefined || fn.logicalId === id);
  if (id !== undefined && functions.length === 0) {
    const left = projects.map(({ leftOutFunctions: all }) => ({ leftOut: all.filter(({ logicalId }) => logicalId === id).map(({ logicalId, template, at, reason }) => ({ id: logicalId, template, line: places.toPlace(at).startLine, reason })) }));
    throw unknownFunction(id, left, loaded, places);
  }
  const document: PolicyDocument = { schemaVersion: 1, functions: functions.map((one) => policyEntry(one, places)) };
  io.stdout.write(format === 'json' ? `${JSON.stringify(document, null, 2)}\n` : policyText(document, format));
  return projects.length === 0 ? 2 : 0;
}

function formatOf(flags: Flags): (typeof FORMATS)[number] {
  if (flags.has('json')) return 'json';
  return choose('--format', flags.value('format'), FORMATS) ?? 'sam';
}
