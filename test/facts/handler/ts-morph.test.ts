import { Project, ScriptTarget } from 'ts-morph';
import { expect, test } from 'vitest';

import { extractModule } from '../../../src/facts/handler/extract.js';

/** Modules whose exports the compiler can list: ours must be the same names. */
const MODULES = [
  'export const handler = async () => {};',
  'export function place() {} export async function ship() {}',
  'export default class Orders {}',
  'const a = 1, b = () => a; export { a as first, b as handler };',
  'export const { x, y: [z], ...rest } = { x: 1, y: [2], w: 3 };',
  'export let first = 1, second = () => first;',
  'export interface Order {} export type Id = string; export const id: Id = "1"; export enum State { Open }',
  'import type { Order } from "./order"; export type { Order }; export const handler = () => 1;',
  'declare const middy: (fn: () => void) => { use(x: number): () => void }; export const handler = middy(() => {}).use(1);',
  'export namespace Orders { export const a = 1; }',
];

test.each(MODULES)('%s', (text) => {
  const project = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, compilerOptions: { target: ScriptTarget.ESNext } });
  const source = project.createSourceFile('orders.ts', text);
  const expected = [...source.getExportedDeclarations()].filter(([, declarations]) => declarations.some((one) => !/^(?:Interface|TypeAlias)/.test(one.getKindName()))).map(([name]) => name);
  const found = extractModule('orders.ts', text).exports.map(({ name }) => name);
  expect([...new Set(found)].sort()).toEqual(expected.sort());
});
