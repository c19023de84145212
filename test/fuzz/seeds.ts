import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { plantSecret, renameFile } from './hostile.js';
import { mutateBytes, mutateCode, mutateTemplate } from './mutate.js';
import type { Random } from './random.js';

/** A project as texts by path. */
export type Texts = Readonly<Record<string, string>>;

export interface Seeds {
  readonly projects: readonly Texts[];
  /** All texts of one kind: what is grafted comes from them. */
  readonly byKind: Readonly<Record<Kind, readonly string[]>>;
}

type Kind = 'template' | 'script' | 'python' | 'other';

const MOST_CHANGES = 4;
/** Of the projects, how many get a credential, and how many a file with a hostile name. */
const HOSTILE_SHARE = 0.25;

/** The fixtures of all rules below a folder: each case is a project. */
export function readSeeds(folder: string): Seeds {
  const projects: Texts[] = [];
  for (const rule of folders(folder)) for (const name of folders(join(folder, rule))) projects.push(textsBelow(join(folder, rule, name)));
  const byKind: Record<Kind, string[]> = { template: [], script: [], python: [], other: [] };
  for (const texts of projects) for (const [path, text] of Object.entries(texts)) byKind[kindOf(path)].push(text);
  return { projects: projects.filter((texts) => Object.keys(texts).length > 0), byKind };
}

/** One of the projects with a few changes. */
export function mutateProject({ projects, byKind }: Seeds, random: Random): Texts {
  const texts: Record<string, string> = { ...random.pick(projects) };
  for (let left = 1 + random.below(MOST_CHANGES); left > 0; left--) {
    const path = random.pick(Object.keys(texts));
    const kind = kindOf(path);
    const mutate = kind === 'template' ? mutateTemplate : kind === 'other' ? mutateBytes : mutateCode;
    texts[path] = mutate(texts[path] ?? '', random, byKind[kind]);
  }
  if (random.next() < HOSTILE_SHARE) {
    const path = random.pick(Object.keys(texts));
    texts[path] = plantSecret(texts[path] ?? '', path, random);
  }
  return random.next() < HOSTILE_SHARE ? renameFile(texts, random) : texts;
}

export function kindOf(path: string): Kind {
  if (/\.(?:ya?ml|template)$/.test(path)) return 'template';
  if (/\.(?:[cm]?[jt]sx?)$/.test(path)) return 'script';
  return path.endsWith('.py') ? 'python' : 'other';
}

function folders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

function textsBelow(folder: string): Texts {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(files.map((file) => [relative(folder, file).replaceAll('\\', '/'), readFileSync(file, 'utf8')]));
}
