import { bind, createDriver } from '../analysis.js';
import { createPlaces } from '../engine/places.js';
import { files } from '../project/files.js';
import { inspection } from '../project/inspection.js';
import type { RegisteredRule } from '../rule.js';
import type { Arguments } from './arguments.js';
import { functionEntry } from './inspect-document.js';
import type { InspectDocument, ProjectEntry } from './inspect-document.js';
import { inspectText } from './inspect-text.js';
import type { Io } from './io.js';
import { readProject } from './read-project.js';
import { didYouMean } from './suggestion.js';
import { UsageError } from './usage-error.js';

/** Shows what was understood of the functions of the working directory, one of them or all. */
export function inspect({ positionals, flags }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  const [id, ...others] = positionals;
  if (others.length > 0) throw new UsageError("inspect takes one function: lambdavet inspect [FUNCTION]");
  const { source, loaded } = readProject({ paths: [], flags, io, rules });
  const places = createPlaces(source, loaded.inlineMaps);
  const projects = loaded.projects.map((project): ProjectEntry => {
    const { inspection: functions } = createDriver([bind(files, project)]).answers({ inspection });
    return {
      root: project.root === '' ? '.' : project.root,
      templates: project.templates.map(({ path }) => path),
      functions: functions.filter(({ fn }) => id === undefined || fn.logicalId === id).map((one) => functionEntry(one, places)),
    };
  });
  if (projects.length === 0 && loaded.problems.length === 0) throw new UsageError('No SAM or CloudFormation template found here');
  if (id !== undefined && projects.every(({ functions }) => functions.length === 0)) throw unknownFunction(id, loaded.projects.flatMap(({ handlers }) => [...handlers.keys()]));
  const document: InspectDocument = {
    schemaVersion: 1,
    projects: projects.filter(({ functions }) => id === undefined || functions.length > 0),
    problems: loaded.problems,
  };
  io.stdout.write(flags.has('json') ? `${JSON.stringify(document, null, 2)}\n` : inspectText(document));
  return projects.length === 0 ? 2 : 0;
}

function unknownFunction(id: string, keys: readonly string[]): UsageError {
  const ids = [...new Set(keys.map((key) => key.slice(key.lastIndexOf('#') + 1)))];
  return new UsageError(`No template here defines a function '${id}'${didYouMean(id, ids)}`);
}
