import type { PythonClientPackage } from './python-clients.js';
import { PYTHON_CLIENTS } from './python-clients.js';

let byConstructor: ReadonlyMap<string, PythonClientPackage> | undefined;

/** The whole name of what Python code calls, as it could be written in one expression: `boto3.Session().client`. */
export function pythonName(specifier: string, path: readonly string[]): string {
  return [specifier, ...path].join('.').replaceAll('.#call', '()');
}

/** The client package if a call of what `path` reads from a Python module creates a client. */
export function findPythonClient(specifier: string, path: readonly string[]): PythonClientPackage | undefined {
  byConstructor ??= new Map(PYTHON_CLIENTS.flatMap((client) => client.constructors.map((name) => [name, client] as const)));
  return byConstructor.get(pythonName(specifier, path));
}
