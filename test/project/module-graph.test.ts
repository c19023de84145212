import { expect, test } from 'vitest';

import { bind, createDriver } from '../../src/analysis.js';
import type { ModuleFacts } from '../../src/facts/model.js';
import { files } from '../../src/project/files.js';
import type { ProjectFiles } from '../../src/project/files.js';
import { moduleGraph } from '../../src/project/module-graph.js';

function graphOf(root: string, modules: ReadonlyMap<string, ModuleFacts>) {
  const project: ProjectFiles = { root, templates: [], stacks: [], modules, resolutions: new Map(), handlers: new Map(), scriptKindOf: () => undefined, packageOf: () => undefined };
  return createDriver([bind(files, project)]).answers({ moduleGraph }).moduleGraph;
}

test('projects of one repository share the graph of its modules, and with it what is indexed per graph', () => {
  const modules = new Map<string, ModuleFacts>();
  expect(graphOf('orders', modules)).toBe(graphOf('invoices', modules));
});

test('another load has a graph of its own', () => {
  expect(graphOf('orders', new Map())).not.toBe(graphOf('orders', new Map()));
});
