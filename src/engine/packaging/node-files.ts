import ignore from 'ignore';

import type { Problem } from '../../diagnostic.js';
import { joinPath } from '../../project/paths.js';
import type { FileSource, FolderEntry } from '../../source/file-source.js';
import { isFollowed, isIgnored, MAX_LINES, readIgnoreFile } from '../ignore-files.js';
import type { IgnoreFile } from '../ignore-files.js';
import type { Manifest } from '../package-manifest.js';

/** Never in a package that npm makes. Source: npm/npm-packlist lib/index.js. */
const NEVER = /^(?:\.git|\.svn|\.hg|CVS|node_modules|\.npmrc|yarn\.lock|pnpm-lock\.yaml|\.gitignore|\.npmignore|\.DS_Store|\._.*|.*\.orig|\.lock-wscript|npm-debug\.log|config\.gypi|\.wafpickle-\d+|\..*\.swp|\.aws-sam)$/;
/** In every package at its root, whatever is ignored; `sam build` adds the lock files of npm. Source: aws-lambda-builders workflows/nodejs_npm/actions.py. */
const ALWAYS = /^(?:package\.json|package-lock\.json|npm-shrinkwrap\.json|readme(?:\..*)?|licen[cs]e(?:\..*)?|copying(?:\..*)?)$/i;

/** Which files of a folder `npm pack` takes: `files` of `package.json`, else what no `.npmignore` or `.gitignore` leaves out. */
export interface NodeFiles {
  enter(folder: string, entries: readonly FolderEntry[]): void;
  isLeftOut(path: string, kind: 'file' | 'folder', name: string): boolean;
}

export function nodeFiles(source: FileSource, root: string, manifest: Manifest, report: (problem: Problem) => void): NodeFiles {
  const rules = new Map<string, readonly IgnoreFile[]>();
  const patterns = manifest.files?.slice(0, MAX_LINES).filter(isFollowed);
  if (patterns && patterns.length < (manifest.files ?? []).length) report({ kind: 'limit', path: joinPath(root, 'package.json') ?? 'package.json', message: "Its 'files' has more patterns, or more stars in one, than are followed; the size of the package is not exact." });
  // A pattern with `!` takes away from the others, also where a whole folder was taken.
  const taken = patterns && ignore().add(patterns.filter((pattern) => !pattern.startsWith('!')).map(anchored));
  const refused = ignore().add((patterns ?? []).filter((pattern) => pattern.startsWith('!')).map((pattern) => anchored(pattern.slice(1))));
  const inside = (path: string): string => (root === '' ? path : path.slice(root.length + 1));
  const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return {
    enter(folder, entries) {
      const name = (['.npmignore', '.gitignore'] as const).find((file) => entries.some((entry) => entry.name === file));
      const own = name && readIgnoreFile(source, folder, name, report);
      const above = folder === root ? [] : (rules.get(parent(folder)) ?? []);
      rules.set(folder, own ? [...above, own] : above);
    },
    isLeftOut(path, kind, name) {
      if (NEVER.test(name) || (name === 'package-lock.json' && parent(path) !== root)) return true;
      if (parent(path) === root && kind === 'file' && (ALWAYS.test(name) || manifest.main.includes(inside(path)))) return false;
      // A folder may hold a file that is listed.
      if (taken) return kind === 'file' && (!taken.ignores(inside(path)) || refused.ignores(inside(path)));
      return isIgnored(rules.get(parent(path)) ?? [], kind === 'folder' ? `${path}/` : path);
    },
  };
}

/** A pattern counts from the root of the package. */
function anchored(pattern: string): string {
  return `/${pattern.replace(/^\.?\//, '')}`;
}
