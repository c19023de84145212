import type { ResourceFact, TemplateFacts } from '../facts/model.js';

type AmplifyTemplate = Pick<TemplateFacts, 'parameters' | 'resources'>;

/**
 * Functions with code of Amplify's own, in the stacks for sign-in, for analytics and around all others. Its command line writes these anew.
 * Source: aws-amplify/amplify-cli, the stack templates of amplify-category-auth, amplify-category-analytics and amplify-provider-awscloudformation.
 */
const MADE = new Set([
  'UserPoolClientLambda', 'HostedUICustomResource', 'HostedUIProvidersCustomResource', 'OAuthCustomResource', 'OpenIdLambda', 'MFALambda', 'RoleMapFunction',
  'UpdateRolesWithIDPFunction', 'PinpointFunction',
]);

/** Whether Amplify writes what is in a resource, so that the user cannot change it: such a function, or the roles and policies in the template of one. */
export function isMadeByAmplify({ logicalId, type }: Pick<ResourceFact, 'logicalId' | 'type'>, template: AmplifyTemplate): boolean {
  if (!MADE.has(logicalId) && !type.startsWith('AWS::IAM::')) return false;
  const isStack = stacks.get(template) ?? isOwnStack(template);
  stacks.set(template, isStack);
  return isStack;
}

/** Asked for each role and policy of a template: there may be thousands, and as many parameters. */
const stacks = new WeakMap<AmplifyTemplate, boolean>();

function isOwnStack(template: AmplifyTemplate): boolean {
  return has(template, 'authrolename', 'authrolearn') && has(template, 'unauthrolename', 'unauthrolearn') && template.resources.some((one) => MADE.has(one.logicalId));
}

/** Whether Amplify's command line wrote the template for a function: it passes the name of the environment to each, and the place of the code, or to a trigger of a user pool what that belongs to. */
export function isFunctionOfAmplify(template: AmplifyTemplate): boolean {
  return has(template, 'env') && [['deploymentbucketname', 's3key'], ['modules', 'parentresource', 'parentstack']].some((names) => names.every((name) => has(template, name)));
}

/** Names in lower case. */
function has({ parameters }: AmplifyTemplate, ...names: readonly string[]): boolean {
  return parameters.some(({ name }) => names.includes(name.toLowerCase()));
}
