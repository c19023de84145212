import { member } from '../project/evaluate.js';
import type { FileRequest } from '../project/files.js';
import type { FunctionDefinition } from '../project/function-definition.js';
import { joinPath, parentFolder } from '../project/paths.js';
import { possibilities } from '../resolved.js';

const LAYERS: ReadonlySet<string> = new Set(['AWS::Serverless::LayerVersion', 'AWS::Lambda::LayerVersion']);

/**
 * The folders of the repository that are on Python's path when the function runs: its code, then the layers that its template
 * defines. A layer's code stands in `python/`; SAM moves it there when it builds the layer.
 */
export function pythonRoots(definition: FunctionDefinition, { folder }: FileRequest): readonly string[] {
  const contents = layerFolders(definition);
  // A build of its own and a `src` folder put into the package what stands below.
  return [...new Set([folder, ...contents.flatMap((path) => [join(path, 'python'), path]), join(folder, 'src')])];
}

/** What the layers of a function that its template defines are made from. */
export function layerFolders(definition: FunctionDefinition): readonly string[] {
  const layers = possibilities(definition.layers).flatMap(({ value }) => value).flatMap((text) => text.flatMap((part) => (typeof part === 'string' || part.kind !== 'resource' ? [] : [part.logicalId])));
  return layers.flatMap((logicalId) => layerFolder(definition, logicalId) ?? []);
}

/** The folder with the content of a layer that the template of a function defines. */
export function layerFolder({ scope }: FunctionDefinition, logicalId: string): string | undefined {
  const resource = scope.resources.get(logicalId);
  if (!resource || !LAYERS.has(resource.type)) return undefined;
  const content = member(scope, resource.properties, 'ContentUri') ?? member(scope, resource.properties, 'Content');
  if (content?.kind !== 'scalar' || /^[a-z0-9]+:\/\//i.test(content.text) || content.text.startsWith('/')) return undefined;
  return joinPath(parentFolder(scope.template.path), content.text);
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
