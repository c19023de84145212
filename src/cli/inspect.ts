import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { createDriver } from '../analysis.js';
import type { Problem } from '../diagnostic.js';
import { createPlaces } from '../engine/places.js';
import { bindProject } from '../project/files.js';
import { inspection } from '../project/inspection.js';
import { leftOutFunctions } from '../project/left-out-functions.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import { functionEntry } from './inspect-document.js';
import type { InspectDocument, ProjectEntry } from './inspect-document.js';
import { inspectText } from './inspect-text.js';
import { inspectPackages } from './inspect-package.js';
import type { Io } from './io.js';
import { readProject } from './read-project.js';
import { keepProjects } from '../engine/load.js';
import type { LoadedRepository } from '../engine/load.js';
import type { Places } from '../engine/places.js';
import { logicalIdOf } from '../project/resource-id.js';
import { jsonText } from '../report/json-text.js';
import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

const NO_LOGICAL_ID = /[^A-Za-z0-9]/;

/** Shows what was understood of the functions of the working directory, one of them or all. */
export function inspect({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const [id, ...others] = positionals;
  if (others.length > 0) throw new UsageError("inspect takes one function: lambdavet inspect [FUNCTION]");
  if (flags.has('format') && !flags.has('package')) throw new UsageError("--format is for 'inspect --package'");
  if (flags.has('bundle') && !flags.has('package')) throw new UsageError("--bundle is for 'inspect --package'");
  if (id !== undefined && NO_LOGICAL_ID.test(id) && existsSync(resolve(io.cwd, id))) throw new UsageError(`inspect takes the logical id of a function, and '${id}' is a path: run it in the folder`);
  const { source, opened } = readProject({ paths: [], flags, io, rules });
  const loaded = keepProjects(opened);
  const places = createPlaces(source, loaded.inlineMaps);
  // Packages are measured as they are asked for, and what is wrong with them is known then.
  const problems = (): readonly Problem[] => [...loaded.problems, ...source.trouble().filter(({ path, message }) => !loaded.problems.some((other) => other.path === path && other.message === message))];
  const projects = loaded.projects.map((project): ProjectEntry => {
    const { inspection: functions, leftOutFunctions: others } = createDriver(bindProject(project)).answers({ inspection, leftOutFunctions });
    return {
      root: project.root === '' ? '.' : project.root,
      templates: project.templates.map(({ path }) => path),
      functions: functions.filter(({ fn }) => id === undefined || fn.logicalId === id).map((one) => functionEntry(one, places)),
      leftOut: others.filter(({ logicalId }) => id === undefined || logicalId === id).map(({ logicalId, template, at, reason }) => ({ id: logicalId, template, line: places.toPlace(at).startLine, reason })),
    };
  });
  if (projects.length === 0 && loaded.problems.length === 0 && loaded.leftOut.size === 0) throw new UsageError('No SAM or CloudFormation template found here');
  if (id !== undefined && projects.every(({ functions }) => functions.length === 0)) throw unknownFunction(id, projects, loaded, places);
  if (flags.has('package')) {
    io.stdout.write(inspectPackages(loaded, source, id, flags, problems));
    return projects.length === 0 ? 2 : 0;
  }
  const document: InspectDocument = {
    schemaVersion: 1,
    projects: projects.filter(({ functions }) => id === undefined || functions.length > 0),
    leftOutTemplates: [...loaded.leftOut].map(([template, { reason }]) => ({ template, reason })),
    problems: problems(),
  };
  io.stdout.write(flags.has('json') ? jsonText(document) : inspectText(document));
  return projects.length === 0 ? 2 : 0;
}

/** Why there is no such function. */
export function unknownFunction(id: string, projects: readonly Pick<ProjectEntry, 'leftOut'>[], { projects: loaded, leftOut, problems }: LoadedRepository, places: Places): UsageError {
  const [left] = projects.flatMap((project) => project.leftOut);
  if (left) return new UsageError(`Function '${id}' (${left.template}:${left.line}) is left out: ${left.reason}`);
  for (const { path, resources } of loaded.flatMap(({ templates }) => templates)) {
    const other = resources.find(({ logicalId }) => logicalId === id);
    if (other) return new UsageError(`'${id}' (${path}:${places.toPlace({ path, ...other.key }).startLine}) is no function, but '${other.type}'`);
  }
  const ids = [...new Set(loaded.flatMap(({ handlers }) => [...handlers.keys()]).map(logicalIdOf))];
  const unread = [...new Set(problems.filter(({ kind }) => kind !== 'internal').map(({ path }) => path))];
  const [elsewhere = ''] = [...leftOut].map(([template, { reason }]) => `; '${template}' is left out: ${reason}`);
  const hint = unread.length === 0 ? elsewhere : `; not all could be read of ${unread.slice(0, 3).join(', ')}${unread.length > 3 ? ` and ${unread.length - 3} more` : ''}`;
  return new UsageError(`No template here defines a function '${id}'${didYouMean(id, ids) || hint}`);
}
