import type { PathLike } from 'node:fs';
import { expect, test, vi } from 'vitest';

import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import { withoutCaches } from '../../src/engine/vet.js';
import { diskSource } from '../../src/source/disk-source.js';
import { makeProject } from '../eslint/temporary-project.js';

/** The system refuses it, whoever runs the test: rights do not count for root. */
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>();
  const readdirSync = (path: PathLike, ...options: readonly never[]): unknown => {
    if (String(path).endsWith('private')) throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    return fs.readdirSync(path, ...options);
  };
  return { ...fs, readdirSync };
});

test('a folder that may not be listed is told with its path, and the rest of the package is measured', () => {
  const template = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs24.x, Handler: orders.handler, CodeUri: src/ }\n';
  const source = diskSource(makeProject({ 'template.yaml': template, 'src/orders.js': '', 'src/private/key.js': '' }));
  const { projects: [project] } = loadRepository(source, findCandidates(source, ''), withoutCaches());
  const [key = ''] = project?.handlers.keys() ?? [];
  expect(project?.packageOf(key)?.isComplete).toBe(false);
  expect(project?.packageOf(key)?.entries.map(({ inside }) => inside)).toEqual(['orders.js']);
  expect(source.trouble()).toContainEqual({ kind: 'unreadable', path: 'src/private', message: 'It cannot be read (EACCES).' });
});
