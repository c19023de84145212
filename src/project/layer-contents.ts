import type { Location } from '../diagnostic.js';
import { possibilities } from '../resolved.js';
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
}

/** The layers of a function that its template defines. */
export function layerContents(definition: FunctionDefinition): readonly LayerContent[] {
  const layers = possibilities(definition.layers).flatMap(({ value }) => value).flatMap((text) => text.flatMap((part) => (typeof part === 'string' || part.kind !== 'resource' ? [] : [part.logicalId])));
  return layers.flatMap((logicalId) => layerContent(definition, logicalId) ?? []);
}

/** The content of a layer that the template of a function defines. */
export function layerContent({ scope }: FunctionDefinition, logicalId: string): LayerContent | undefined {
  const resource = scope.resources.get(logicalId);
  if (!resource || !LAYERS.has(resource.type)) return undefined;
  const content = member(scope, resource.properties, 'ContentUri') ?? member(scope, resource.properties, 'Content');
  if (content?.kind !== 'scalar' || /^[a-z0-9]+:\/\//i.test(content.text) || content.text.startsWith('/')) return undefined;
  const path = joinPath(parentFolder(scope.template.path), content.text);
  return path === undefined ? undefined : { logicalId, path, at: scope.at(content), isBuilt: member(scope, resource.metadata, 'BuildMethod') !== undefined };
}
