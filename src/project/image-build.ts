import type { Location } from '../diagnostic.js';
import type { TemplateValue } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import type { FunctionDefinition } from './function-definition.js';
import { joinPath, parentFolder } from './paths.js';
import type { TemplateScope } from './template-scope.js';

/** From what `sam build` makes the image of a function. */
export interface ImageBuild {
  /** The folder that `COPY` reads. */
  readonly context: string;
  readonly dockerfile: string;
  /** `ImageConfig.Command` takes the place of `CMD`; without text where it is not plain. */
  readonly command: { readonly text: string | undefined; readonly at: Location } | undefined;
}

/** By `Metadata`; undefined for a function that is no such image, or whose build is told more than its Dockerfile says. */
export function imageBuild({ code, packageType, scope, logicalId, properties }: FunctionDefinition): ImageBuild | undefined {
  if (code.kind !== 'image' && known(packageType) !== 'Image') return undefined;
  const metadata = scope.resources.get(logicalId)?.metadata;
  const given = member(scope, metadata, 'DockerContext');
  const file = member(scope, metadata, 'Dockerfile');
  if (given?.kind !== 'scalar' || (file !== undefined && file.kind !== 'scalar')) return undefined;
  if (member(scope, metadata, 'DockerBuildArgs') ?? member(scope, metadata, 'DockerBuildTarget') ?? member(scope, metadata, 'DockerBuildExtraParams')) return undefined;
  if (member(scope, properties, 'ImageConfig', 'EntryPoint') ?? member(scope, properties, 'ImageConfig', 'WorkingDirectory')) return undefined;
  const context = given.text.startsWith('/') ? undefined : joinPath(parentFolder(scope.template.path), given.text);
  const dockerfile = context === undefined ? undefined : joinPath(context, file?.text ?? 'Dockerfile');
  return context === undefined || dockerfile === undefined ? undefined : { context, dockerfile, command: commandOf(scope, member(scope, properties, 'ImageConfig', 'Command')) };
}

function commandOf(scope: TemplateScope, value: TemplateValue | undefined): ImageBuild['command'] {
  if (value === undefined) return undefined;
  const [item, other] = value.kind === 'list' ? value.items : [];
  return { text: item?.kind === 'scalar' && other === undefined ? item.text : undefined, at: scope.at(item ?? value) };
}
