import type { BuildProperty } from '../project/function-definition.js';
import type { LambdaFunction } from '../project/functions.js';
import { known } from '../resolved.js';
import { literal } from '../project/text.js';

/** Options for the API of esbuild: plain data, never a plugin. */
export type BundleOptions = Readonly<Record<string, string | boolean | readonly string[] | Readonly<Record<string, string>>>>;

/** How a builder's text becomes an option of the API. */
type Shape = 'switch' | 'text' | 'words' | 'list' | 'pairs';

/** What a template may tell esbuild and what only shapes the bundle. Source: esbuild.github.io/api, aws-lambda-builders workflows/nodejs_npm_esbuild/esbuild.py. */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ...(['Minify', 'MinifyWhitespace', 'MinifyIdentifiers', 'MinifySyntax', 'KeepNames', 'TreeShaking', 'IgnoreAnnotations', 'Splitting', 'PreserveSymlinks'] as const).map((name): [string, Shape] => [name, 'switch']),
  ...(['Format', 'Sourcemap', 'SourcesContent', 'LegalComments', 'Charset', 'Packages', 'Jsx', 'JsxFactory', 'JsxFragment', 'JsxImportSource', 'GlobalName', 'LogLevel'] as const).map((name): [string, Shape] => [name, 'text']),
  ...(['Target', 'MainFields', 'Conditions', 'ResolveExtensions'] as const).map((name): [string, Shape] => [name, 'words']),
  ...(['External', 'Drop', 'Pure', 'DropLabels'] as const).map((name): [string, Shape] => [name, 'list']),
  ...(['Loader', 'Define', 'OutExtension', 'Banner', 'Footer', 'Alias'] as const).map((name): [string, Shape] => [name, 'pairs']),
]);
/** Said by the builder itself, or not for esbuild. */
const NOT_FOR_ESBUILD: ReadonlySet<string> = new Set(['EntryPoints', 'UseNpmCi', 'Bundle', 'Platform', 'Outdir']);
/** What `sam build` says where the template says nothing. Source: the same. */
const DEFAULTS: BundleOptions = { target: ['es2020'], format: 'cjs', minify: true };

/** The options that `sam build` gives to esbuild, or why they are not known. Dependencies are those of the manifest. */
export function bundleOptions({ buildProperties, environment }: LambdaFunction, dependencies: Iterable<string>): BundleOptions | string {
  const options: Record<string, BundleOptions[string]> = { ...DEFAULTS };
  for (const [name, value] of buildProperties) {
    if (NOT_FOR_ESBUILD.has(name)) continue;
    const shape = SHAPES.get(name);
    if (shape === undefined) return `the build property '${name}' is none that is known here`;
    const option = value === undefined ? undefined : optionOf(shape, value);
    if (option === undefined) return `the build property '${name}' is known at the build only`;
    options[`${name.charAt(0).toLowerCase()}${name.slice(1)}`] = option;
  }
  const { external } = options;
  if (Array.isArray(external) && external.includes('./node_modules/*')) options.external = [...dependencies];
  const nodeOptions = known(environment)?.get('NODE_OPTIONS')?.value;
  const text = nodeOptions && known(nodeOptions);
  if (!buildProperties.has('Sourcemap') && text && literal(text)?.includes('--enable-source-maps') === true) options.sourcemap = true;
  return options;
}

function optionOf(shape: Shape, value: BuildProperty): BundleOptions[string] | undefined {
  switch (shape) {
    case 'switch':
    case 'text':
      return typeof value === 'object' ? undefined : (TRUTHS.get(value) ?? value);
    case 'words':
      return typeof value === 'string' ? value.split(',') : isList(value) ? value : undefined;
    case 'list':
      return typeof value === 'string' ? [value] : isList(value) ? value : undefined;
    case 'pairs':
      return isList(value) ? Object.fromEntries(value.map((pair) => [pair.split('=', 1)[0] ?? pair, pair.slice(pair.indexOf('=') + 1)])) : undefined;
  }
}

const TRUTHS: ReadonlyMap<BuildProperty, boolean> = new Map<BuildProperty, boolean>([['true', true], ['false', false]]);

function isList(value: BuildProperty): value is readonly string[] {
  return typeof value === 'object';
}
