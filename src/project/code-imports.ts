import { pythonImport, scriptImport } from '../data/find-import.js';
import { helpersOf } from '../data/find-sdk.js';
import type { ImportFact, ModuleFacts } from '../facts/model.js';
import type { ModuleGraph } from './find-export.js';
import { pythonSpecifiers } from './python-modules.js';

/** All that code loads which is not of the project. */
export interface CodeImports {
  readonly modules: ReadonlySet<string>;
  /** Services of `@aws-sdk/client-*`; those of which everything is imported at once. */
  readonly clients: ReadonlySet<string>;
  readonly wholeClients: ReadonlySet<string>;
  /** `aws-sdk`: what follows `aws-sdk/clients/`, or ''. */
  readonly version2: ReadonlySet<string>;
  readonly hasBoto3: boolean;
  /** Packages that call AWS under names of their own. */
  readonly helpers: ReadonlySet<string>;
  /** Why something may call AWS that is not seen. */
  readonly open: string | undefined;
}

interface Growing {
  readonly modules: Set<string>;
  readonly clients: Set<string>;
  readonly wholeClients: Set<string>;
  readonly version2: Set<string>;
  readonly helpers: Set<string>;
  hasBoto3: boolean;
  open: string | undefined;
}

/** What modules load, and what is loaded by that, whether it runs or not. */
export function codeImports(graph: ModuleGraph, entries: readonly string[]): CodeImports {
  const found: Growing = { modules: new Set(), clients: new Set(), wholeClients: new Set(), version2: new Set(), helpers: new Set(), hasBoto3: false, open: undefined };
  const pending = [...entries];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (found.modules.has(path)) continue;
    found.modules.add(path);
    const module = graph.modules.get(path);
    if (!module || module.syntaxProblem) found.open ??= `'${path}' cannot be read`;
    else for (const one of module.imports) if (!one.typeOnly) pending.push(...follow(graph, module, one, found));
  }
  return found;
}

const BOTO3 = /^(?:(?:aio)?boto3(?:\.|$)|(?:aio)?botocore(?:\.(?:session|client))?$)/;

/** The modules of the project that an import leads to; a package is noted. */
function follow(graph: ModuleGraph, { path, language }: ModuleFacts, fact: ImportFact, found: Growing): readonly string[] {
  const { specifier, bindings } = fact;
  const names = bindings.map(({ imported }) => imported);
  const asked = language === 'python' ? pythonSpecifiers(specifier, names) : [specifier];
  // A copy of boto3 beside the code makes its methods of names; what it does is known.
  if (language === 'python' && BOTO3.test(specifier)) {
    found.hasBoto3 = true;
    return [];
  }
  const targets = asked.flatMap((one) => graph.resolve(path, one) ?? []);
  if (targets.length > 0) return targets;
  if (specifier.startsWith('.')) found.open ??= `'${specifier}' is not found`;
  else if (language === 'python') notePython(specifier, names, found);
  else noteScript(fact, found);
  return [];
}

function notePython(specifier: string, names: readonly string[], found: Growing): void {
  const inside = names.filter((name) => name !== '*').map((name) => `${specifier}.${name}`);
  const helpers = [specifier, ...inside].filter((name) => helpersOf(name).length > 0);
  for (const helper of helpers) found.helpers.add(helper);
  if (helpers.length > 0) return;
  const effect = pythonImport(specifier);
  if (effect === 'starts') found.open ??= `'${specifier}' may start other programs`;
  else if (effect === 'unknown' && (inside.length === 0 || inside.some((name) => pythonImport(name) !== 'none'))) found.open ??= `it loads '${specifier}'`;
}

function noteScript({ specifier, bindings }: ImportFact, found: Growing): void {
  const [, service] = /^@aws-sdk\/client-([^/]+)/.exec(specifier) ?? [];
  if (service !== undefined) {
    found.clients.add(service);
    if (bindings.length === 0 || bindings.some(({ imported }) => imported === '*' || imported === 'default')) found.wholeClients.add(service);
  } else if (specifier === 'aws-sdk' || specifier.startsWith('aws-sdk/')) found.version2.add(specifier.startsWith('aws-sdk/clients/') ? specifier.slice('aws-sdk/clients/'.length) : '');
  else if (specifier === '@aws-sdk/s3-request-presigner' || helpersOf(specifier).length > 0) found.helpers.add(specifier);
  else {
    const effect = scriptImport(specifier);
    if (effect !== 'none') found.open ??= effect === 'starts' ? `'${specifier}' may start other programs` : `it loads '${specifier}'`;
  }
}
