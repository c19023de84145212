import { packageName } from '../project/supply.js';
import { printable } from '../report/printable.js';
import { problemLines } from './inspect-text.js';
import type { PackageDocument, PackagesDocument } from './package-document.js';
import type { PackageNode } from './package-tree.js';
import { PAGE_SCRIPT, PAGE_STYLE } from './package-page.js';

export { createBundleEstimates } from './estimate-bundle.js';
export { measureBundle } from './measure-bundle.js';

const BAR = 20;
const DEPTH = 3;
/** Lighter branches are told together. */
const LEAST_SHARE = 0.01;
const MOST_BRANCHES = 12;

/** The packages for people: a tree by weight with bars. */
export function packagesText({ packages, problems }: PackagesDocument): string {
  return [...packages.map(linesOf), problemLines(problems)].filter((lines) => lines.length > 0).map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function linesOf({ function: fn, template, content, reason }: PackageDocument): readonly string[] {
  if (!content) return [`${fn}  ${template}`, `  size unknown: ${reason ?? ''}`];
  const head = `${fn}  ${template}: ${content.path === '' ? '.' : content.path}`;
  const { estimate } = content;
  if (estimate) return [head, ...estimateLines(content, estimate), ...branches(content.tree, content.tree.bytes, 0)];
  const least = content.complete ? '' : 'at least ';
  const total = `  ${least}${size(content.bytes)} in ${content.files} ${content.files === 1 ? 'file' : 'files'}, ${content.kind === 'archive' ? '' : 'about '}${size(content.zippedBytes)} zipped`;
  const unknown = content.unknownSizes.length === 0 ? [] : [`  size unknown, installed by the build: ${content.unknownSizes.join(', ')}${content.unknownReason === null ? '' : ` (${content.unknownReason})`}`];
  return [head, total, ...unknown, ...branches(content.tree, content.tree.bytes, 0)];
}

type Content = NonNullable<PackageDocument['content']>;

function estimateLines({ bytes, zippedBytes, files }: Content, { modules, externals, unknown, runTimeImports }: NonNullable<Content['estimate']>): readonly string[] {
  const count = `${modules} ${modules === 1 ? 'module' : 'modules'} in ${files} ${files === 1 ? 'file' : 'files'}`;
  const total = `at most ${size(bytes)}, ${size(zippedBytes)} zipped: ${count}, if esbuild leaves nothing out`;
  return [
    ...(unknown.length === 0 ? [`  ${total} (--bundle measures)`] : [...unknown.slice(0, MOST_BRANCHES).map((reason) => `  size unknown: ${reason}`), ...more(unknown), `  without it ${total}`]),
    ...(['missing', 'unknown', 'supplied'] as const).flatMap((supply) => externalLines(externals.filter((one) => one.supply === supply), SUPPLY_WORDS[supply])),
    ...runTimeImports.slice(0, MOST_BRANCHES).map(({ written, from }) => `  known at run time only: ${written} (${from})`),
    ...more(runTimeImports),
  ];
}

/** A package is told once, whatever is imported of it. */
function externalLines(externals: NonNullable<Content['estimate']>['externals'], words: string): readonly string[] {
  const names = new Map(externals.toReversed().map(({ name, from }) => [packageName(name), from]));
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, from]) => `  left as an import, ${words}: ${name} (${from})`);
}

function more(list: readonly unknown[]): readonly string[] {
  return list.length > MOST_BRANCHES ? [`  and ${list.length - MOST_BRANCHES} more`] : [];
}

const SUPPLY_WORDS = { supplied: 'the runtime has it', unknown: 'a layer or the runtime has to bring it', missing: 'nothing brings it' };

function branches(node: PackageNode, total: number, depth: number): readonly string[] {
  const shown = node.children.filter(({ bytes }, index) => index < MOST_BRANCHES && bytes >= total * LEAST_SHARE);
  const rest = node.children.slice(shown.length);
  const lines = shown.flatMap((child) => [line(child, total, depth), ...(depth + 1 < DEPTH ? branches(child, total, depth + 1) : [])]);
  if (rest.length === 0) return lines;
  const bytes = rest.reduce((sum, child) => sum + child.bytes, 0);
  return [...lines, line({ name: `${rest.length} more`, bytes }, total, depth)];
}

function line({ name, bytes, children = [] }: { readonly name: string; readonly bytes: number; readonly children?: readonly unknown[] }, total: number, depth: number): string {
  const share = total === 0 ? 0 : bytes / total;
  const filled = Math.round(share * BAR);
  return `  ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${`${(share * 100).toFixed(1)} %`.padStart(7)} ${size(bytes).padStart(9)}  ${'  '.repeat(depth)}${name}${children.length > 0 ? '/' : ''}`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** One page that needs nothing else: a treemap for each package. */
export function packagesHtml(document: PackagesDocument): string {
  // `<` is the only text that could end the script early; a name that changes the direction of what follows would be shown as another one.
  const data = JSON.stringify(document.packages, (_key, value: unknown) => (typeof value === 'string' ? printable(value) : value)).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Packages of Lambda functions</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<header><h1>Packages</h1><select id="functions" aria-label="Function"></select><nav id="path" aria-label="Folder"></nav><p id="total"></p></header>
<main id="map"></main>
<script>const packages = ${data};
${PAGE_SCRIPT}</script>
</body>
</html>
`;
}
