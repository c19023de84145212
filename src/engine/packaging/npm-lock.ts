import { shownValue } from '../shown-text.js';
import { LockGraphBuilder } from './lock-graph.js';
import type { LockGraph } from './lock-graph.js';
import { isRecord } from './records.js';

const SECTIONS = ['dependencies', 'optionalDependencies', 'peerDependencies'];

/** `package-lock.json` and `npm-shrinkwrap.json` of lock file versions 1 to 3; a text says why it cannot be read. */
export function readNpmLock(text: string): LockGraph | string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return 'It is not valid JSON';
  }
  if (!isRecord(data)) return 'It is not an object';
  const { lockfileVersion: version = 1, packages, dependencies } = data;
  if (version !== 1 && version !== 2 && version !== 3) return `It has lock file version ${typeof version === 'number' || typeof version === 'string' ? shownValue(version) : '(none)'}, which is not known`;
  const graph = new LockGraphBuilder();
  if (isRecord(packages)) addInstalled(graph, packages);
  else if (isRecord(dependencies)) addNested(graph, dependencies);
  return graph;
}

/** `node_modules/a/node_modules/b`; folders without `node_modules` are members of the workspace, linked by name. */
function addInstalled(graph: LockGraphBuilder, packages: Readonly<Record<string, unknown>>): void {
  for (const [path, entry] of Object.entries(packages)) {
    if (!isRecord(entry)) continue;
    const target = entry.link === true && typeof entry.resolved === 'string' ? packages[entry.resolved] : entry;
    const at = path.lastIndexOf('node_modules/');
    if (at !== -1) graph.add(path.slice(at + 'node_modules/'.length), needs(target));
  }
}

/** Level by level: a hostile file is deeper than the stack. */
function addNested(graph: LockGraphBuilder, dependencies: Readonly<Record<string, unknown>>): void {
  const pending = [dependencies];
  for (const level of pending) {
    for (const [name, entry] of Object.entries(level)) {
      if (!isRecord(entry)) continue;
      graph.add(name, isRecord(entry.requires) ? Object.keys(entry.requires) : []);
      if (isRecord(entry.dependencies)) pending.push(entry.dependencies);
    }
  }
}

function needs(entry: unknown): readonly string[] {
  return isRecord(entry) ? SECTIONS.flatMap((section) => (isRecord(entry[section]) ? Object.keys(entry[section]) : [])) : [];
}
