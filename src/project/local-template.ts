import type { TemplateFacts } from '../facts/model.js';
import { isFunction } from './function-definition.js';
import { isPackaged } from './packaged-template.js';
import { baseName, parentFolder } from './paths.js';

/** `template.local.yaml`, `template-local.yml`, `local-template.yaml`, `sam_local.yaml`. */
const LOCAL_NAME = /(?:[._-]local|^local[._-](?:template|sam))\.[^.]+$/i;

/**
 * The templates that are for `sam local` only and stand beside the one that is deployed, each with that: it has all their functions. What packaging
 * wrote is not that one: it may have been made of the template itself, and then each would be left out for the other.
 */
export function localTemplates(templates: readonly TemplateFacts[]): ReadonlyMap<TemplateFacts, TemplateFacts> {
  const isLocal = ({ path }: TemplateFacts): boolean => LOCAL_NAME.test(baseName(path));
  return new Map(templates.filter(isLocal).flatMap((template): [TemplateFacts, TemplateFacts][] => {
    const folder = parentFolder(template.path);
    const deployed = templates.find((other) => parentFolder(other.path) === folder && !isLocal(other) && !isPackaged(other) && hasFunctionsOf(other, template));
    return deployed ? [[template, deployed]] : [];
  }));
}

function hasFunctionsOf({ resources }: TemplateFacts, local: TemplateFacts): boolean {
  const types = new Map(resources.map(({ logicalId, type }) => [logicalId, type]));
  const functions = local.resources.filter(isFunction);
  return functions.length > 0 && functions.every(({ logicalId, type }) => types.get(logicalId) === type);
}

/**
 * The configuration of the CloudFormation CLI beside a template that this wrote for `sam local` and `sam build`: the type's handler is registered
 * by `cfn submit`, with a role of its own; no stack is made of the template. Undefined for any other template.
 * Source: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test.html
 */
export function typeConfiguration({ path, resources }: TemplateFacts): string | undefined {
  if (!/(?:^|\/)template\.ya?ml$/.test(path) || !resources.some(({ logicalId, type }) => /^(?:TypeFunction|TestEntrypoint)$/.test(logicalId) && type === 'AWS::Serverless::Function')) return undefined;
  const folder = parentFolder(path);
  return folder === '' ? '.rpdk-config' : `${folder}/.rpdk-config`;
}
