import type { Expression, ModuleFacts } from '../facts/model.js';

/** Packages that set environment variables from files or stores when they are loaded, and those of places that set them: Greengrass. */
const ENVIRONMENT_LOADERS = /^(?:dotenv(?:-[a-z]+)?|@dotenvx\/dotenvx|env-cmd|@dotenv-run\/[a-z]+|dotenv-flow|dotenv-safe|greengrasssdk|aws-greengrass-core-sdk)(?:\/|$)/;

const MIDDY_PARAMETERS = /^(?:@middy\/ssm|middy(?:\/middlewares)?)$/;

const environmentLoaders = new WeakMap<ModuleFacts, boolean>();

/** Whether a module fills the environment itself. Facts never change, and many handlers may load one module. */
export function loadsEnvironment(module: ModuleFacts): boolean {
  const isLoader = environmentLoaders.get(module) ?? isEnvironmentLoader(module);
  environmentLoaders.set(module, isLoader);
  return isLoader;
}

function isEnvironmentLoader({ imports, calls }: ModuleFacts): boolean {
  const isMiddy = imports.some(({ specifier }) => MIDDY_PARAMETERS.test(specifier));
  return imports.some(({ specifier }) => ENVIRONMENT_LOADERS.test(specifier)) || calls.some((call) => call.arguments.some((options) => setsToEnvironment(options, isMiddy)));
}

/** `setToEnv: true` of Middy's middlewares for parameters and secrets; the first version of the one for parameters sets `names` and `paths` without being told to. */
function setsToEnvironment(options: Expression, isMiddy: boolean): boolean {
  return options.kind === 'object' && options.properties.some(({ name, value }) => (name === 'setToEnv' ? value.kind === 'boolean' && value.value : isMiddy && (name === 'names' || name === 'paths')));
}
