import { LockGraphBuilder } from './lock-graph.js';
import type { LockGraph } from './lock-graph.js';

const SECTION = /^(?:dependencies|optionalDependencies|peerDependencies):\s*$/;

/**
 * `yarn.lock` of Yarn 1 and later ones: a head without indentation (`"a@^1", a@^2:`), sections at two spaces, needs at four. A general
 * reader of YAML would take longer, and Yarn 1 does not write YAML.
 */
export function readYarnLock(text: string): LockGraph {
  const graph = new LockGraphBuilder();
  for (const block of blocksAt(text.split(/\r?\n/), 0)) {
    const needs = sectionsOf(block.body, 2);
    for (const descriptor of block.head.split(',')) {
      const name = nameIn(descriptor.trim().replace(/^"|"$/g, ''));
      if (name !== undefined) graph.add(name, needs);
    }
  }
  return graph;
}

/** `pnpm-lock.yaml`: packages stand under `packages` and, since version 9, what they need under `snapshots`. */
export function readPnpmLock(text: string): LockGraph | string {
  const version = /^lockfileVersion:\s*['"]?(\d{1,9})/m.exec(text)?.[1];
  if (version === undefined || Number(version) < 5 || Number(version) > 9) return `It has lock file version ${version ?? '(none)'}, which is not known`;
  const graph = new LockGraphBuilder();
  for (const { head, body } of blocksAt(text.split(/\r?\n/), 0)) {
    if (head !== 'packages' && head !== 'snapshots') continue;
    for (const one of blocksAt(body, 2)) {
      const name = nameIn(one.head.replace(/^['"]|['"]$/g, '').replace(/^\//, '').replace(/^((?:@[^/]+\/)?[^/@]+)\/\d/, '$1@'));
      if (name !== undefined) graph.add(name, sectionsOf(one.body, 4));
    }
  }
  return graph;
}

interface Block {
  readonly head: string;
  readonly body: readonly string[];
}

/** Lines that end in a colon at an indentation, each with what stands deeper below it. */
function blocksAt(lines: readonly string[], indentation: number): readonly Block[] {
  const blocks: { readonly head: string; readonly body: string[] }[] = [];
  for (const line of lines) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const depth = line.length - line.trimStart().length;
    if (depth > indentation) blocks.at(-1)?.body.push(line);
    // `a@1.0.0: {}` has nothing below it.
    else if (depth === indentation) blocks.push({ head: line.trim().replace(/:(?:\s*\{\})?$/, ''), body: [] });
  }
  return blocks;
}

function sectionsOf(lines: readonly string[], indentation: number): readonly string[] {
  return blocksAt(lines, indentation).flatMap(({ head, body }) => (SECTION.test(`${head}:`) ? blocksAt(body, indentation + 2).flatMap((one) => nameOfNeed(one.head) ?? []) : []));
}

/** `b "^1"`, `"@c/d": "npm:^1"`, `b: 1.0.0`. */
function nameOfNeed(line: string): string | undefined {
  return /^['"]?((?:@[^/\s'"]+\/)?[^@/\s'":]+)['"]?[:\s]/.exec(`${line} `)?.[1];
}

/** The name in front of the version: `@scope/a@npm:^1`. */
function nameIn(descriptor: string): string | undefined {
  return /^((?:@[^/@\s]+\/)?[^/@\s]+)@/.exec(descriptor)?.[1];
}
