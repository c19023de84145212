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

/** The tree of what is uploaded. */
export function packageTree({ entries }: PackageContent): PackageNode {
  const root: Draft = { bytes: 0, files: 0, children: new Map() };
  for (const { inside, bytes } of entries) {
    let node = root;
    add(node, bytes);
    for (const segment of segmentsOf(inside)) {
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
function segmentsOf(inside: string): readonly string[] {
  return inside.split(/(?<!(?:^|\/)node_modules\/@[^/]*)\//);
}

function finish(name: string, { bytes, files, children }: Draft): PackageNode {
  const below = [...children].map(([child, draft]) => finish(child, draft)).sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
  return { name, bytes, files, children: below };
}
