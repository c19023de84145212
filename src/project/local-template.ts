import type { TemplateFacts } from '../facts/model.js';
import { isFunction } from './function-definition.js';
import { isPackaged } from './packaged-template.js';
import { baseName, parentFolder } from './paths.js';

/** `template.local.yaml`, `template-local.yml`, `local-template.yaml`, `sam_local.yaml`. */
const LOCAL_NAME = /(?:[._-]local|^local[._-](?:template|sam))\.[^.]+$/i;

/**
 * The templates that are for `sam local` only and stand beside those that are deployed, each with the one that has most of their functions: together they
 * have all. What packaging wrote is none of these: it may have been made of the template itself, and then each would be left out for the other.
 */
export function localTemplates(templates: readonly TemplateFacts[]): ReadonlyMap<TemplateFacts, TemplateFacts> {
  const isLocal = ({ path }: TemplateFacts): boolean => LOCAL_NAME.test(baseName(path));
  const local = templates.filter(isLocal);
  if (local.length === 0) return new Map();
  const named = templates.filter((other) => !isLocal(other) && !isPackaged(other)).map((other) => ({ other, types: new Map(other.resources.map(({ logicalId, type }) => [logicalId, type])) }));
  return new Map(local.flatMap((template): [TemplateFacts, TemplateFacts][] => {
    const folder = parentFolder(template.path);
    const functions = template.resources.filter(isFunction);
    const beside = named.filter(({ other }) => parentFolder(other.path) === folder).map(({ other, types }) => ({ other, shared: functions.filter(({ logicalId, type }) => types.get(logicalId) === type) }));
    const isWhole = functions.length > 0 && new Set(beside.flatMap(({ shared }) => shared)).size === functions.length;
    const [deployed] = isWhole ? beside.sort((one, other) => other.shared.length - one.shared.length) : [];
    return deployed ? [[template, deployed.other]] : [];
  }));
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
