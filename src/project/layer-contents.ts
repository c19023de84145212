import { LIMITS } from '../data/limits.js';
import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { possibilities } from '../resolved.js';
import { assetOf } from './cdk.js';
import { member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { joinPath, parentFolder } from './paths.js';

const LAYERS: ReadonlySet<string> = new Set(['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion']);

/** What a layer that a template defines is made from. */
export interface LayerContent {
  readonly logicalId: string;
  /** A folder or an archive of the repository. */
  readonly path: string;
  /** Where the path is written. */
  readonly at: Location;
  /** A build makes something else of it. */
  readonly isBuilt: boolean;
  /** Folders that hold it when a function runs; several where that is up to a build. */
  readonly mounts: readonly string[];
}

/** AWS refuses a function with more than a quarter of them: who has one more hears of that, and not of what it holds. */
export const MOST_LAYERS = 4 * LIMITS.layers;

/** The layers of a function that its template defines. */
export function layerContents(definition: FunctionDefinition): readonly LayerContent[] {
  const layers = possibilities(definition.layers).flatMap(({ value }) => value.slice(-MOST_LAYERS)).flatMap((text) => text.flatMap((part) => (typeof part === 'string' || part.kind !== 'resource' ? [] : [part.logicalId])));
  return layers.flatMap((logicalId) => layerContent(definition, logicalId) ?? []);
}

/** The content of a layer that the template of a function defines, or one that is nested with it. */
export function layerContent(definition: FunctionDefinition, logicalId: string): LayerContent | undefined {
  const { scope, resource } = definition.scope.locate(logicalId) ?? {};
  if (!scope || !resource || !LAYERS.has(resource.type)) return undefined;
  const content = assetOf(resource.metadata, 'Content') ?? member(scope, resource.properties, 'ContentUri') ?? member(scope, resource.properties, 'Content');
  if (content?.kind !== 'scalar' || /^[a-z0-9]+:\/\//i.test(content.text) || content.text.startsWith('/')) return undefined;
  const path = joinPath(parentFolder(scope.template.path), content.text);
  const method = member(scope, resource.metadata, 'BuildMethod');
  return path === undefined ? undefined : { logicalId, path, at: scope.at(content), isBuilt: method !== undefined, mounts: mountsOf(method) };
}

/**
 * Lambda unpacks a layer into `/opt`; `sam build` puts what it builds for a language into a folder of its own.
 * Source: aws-sam-cli samcli/lib/build/workflow_config.py, `get_layer_subfolder`; what `makefile` builds is up to the Makefile.
 */
function mountsOf(method: TemplateValue | undefined): readonly string[] {
  if (method === undefined) return ['/opt'];
  const [, language] = method.kind === 'scalar' ? /^(nodejs|python)\d/.exec(method.text) ?? [] : [];
  return language === undefined ? ['/opt', '/opt/nodejs', '/opt/python'] : [`/opt/${language}`];
}
