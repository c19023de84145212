import type { PackageContent } from '../project/files.js';

/** A folder or file of a package with all below it, the heaviest first. */
export interface PackageNode {
  readonly name: string;
  readonly bytes: number;
  readonly files: number;
  readonly children: readonly PackageNode[];
}

interface Draft {
  bytes: number;
  files: number;
  readonly children: Map<string, Draft>;
}

/** The tree of what is uploaded. Dependencies stand below `node_modules`, wherever on the disk they were found. */
export function packageTree({ entries }: PackageContent): PackageNode {
  const root: Draft = { bytes: 0, files: 0, children: new Map() };
  for (const { inside, path, bytes, owner } of entries) {
    let node = root;
    add(node, bytes);
    for (const segment of placeOf(inside, path, owner)) {
      const next = node.children.get(segment) ?? { bytes: 0, files: 0, children: new Map() };
      node.children.set(segment, next);
      node = next;
      add(node, bytes);
    }
  }
  return finish('', root);
}

function add(node: Draft, bytes: number): void {
  node.bytes += bytes;
  node.files++;
}

/** A scoped name is one folder. */
function placeOf(inside: string, path: string, owner: string | undefined): readonly string[] {
  if (owner === undefined) return inside.split('/');
  const marker = `node_modules/${owner}/`;
  const at = path.lastIndexOf(marker);
  return at === -1 ? inside.split('/') : ['node_modules', owner, ...path.slice(at + marker.length).split('/')];
}

function finish(name: string, { bytes, files, children }: Draft): PackageNode {
  const below = [...children].map(([child, draft]) => finish(child, draft)).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return { name, bytes, files, children: below };
}
