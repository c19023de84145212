import type { Proposal } from '../change.js';
import { v2Service } from '../data/find-sdk.js';
import type { Location } from '../diagnostic.js';
import type { ClientOfFunctions } from './clients.js';
import type { LambdaFunction } from './functions.js';

/** Earlier runtimes do not carry SDK v3. */
function hasVersion3({ runtime }: LambdaFunction): boolean {
  return runtime.state === 'known' && /^nodejs(?:1[89]|[2-9]\d)\./.test(runtime.value);
}

/** The proposal to import one client of SDK v3 in place of all of v2, where the file makes one kind of client, whose class SDK v3 calls the same. */
export function clientImport(at: Location, owners: readonly LambdaFunction[], built: readonly ClientOfFunctions[]): readonly Proposal[] {
  if (!owners.every(hasVersion3)) return [];
  const names = new Set(built.flatMap((client) => (client.package === 'aws-sdk' && client.at.path === at.path ? [client.name] : [])));
  const [name = '', other] = [...names];
  const service = v2Service(name);
  // The internet of things is spelt in another way there.
  if (other !== undefined || !/^[A-Z]\w+$/.test(name) || /^Iot/.test(name) || service.replaceAll('-', '') !== name.toLowerCase()) return [];
  const specifier = `@aws-sdk/client-${service}`;
  return [{ title: `Import '${name}' from '${specifier}'`, applicability: 'manual', changes: [{ kind: 'client', at, client: name, specifier }] }];
}
