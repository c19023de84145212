import { expect, test } from 'vitest';

import { findCandidates } from '../../src/engine/discover.js';
import { loadRepository } from '../../src/engine/load.js';
import type { LoadedRepository } from '../../src/engine/load.js';
import { createCaches } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';

function load(uri: string, files: Readonly<Record<string, string>>): LoadedRepository {
  const template = `Transform: AWS::Serverless-2016-10-31\nResources:\n  Checkout:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      DefinitionUri: ${uri}\n`;
  const source = memorySource({ 'app/template.yaml': template, ...files });
  return loadRepository(source, findCandidates(source, ''), createCaches());
}

/** The files that the template is joined with. */
function joined({ projects }: LoadedRepository): readonly string[] {
  return projects.flatMap(({ templates }) => templates.flatMap(({ included = [] }) => included));
}

test('a definition in a file belongs to its template', () => {
  expect(joined(load('checkout.asl.json', { 'app/checkout.asl.json': '{ "StartAt": "A", "States": {} }' }))).toEqual(['app/checkout.asl.json']);
});

test.each([
  ['checkout.asl.json', {}],
  ['s3://definitions/checkout.json', {}],
  ['!Ref Uri', {}],
  ['{ Bucket: definitions, Key: checkout.json }', {}],
  ['checkout.asl.json', { 'app/checkout.asl.json': '{ "TimeoutSeconds": ${Seconds}, ' }],
  ['checkout.asl.json', { 'app/checkout.asl.json': '[]' }],
])('what cannot be read is left alone: %s', (uri, files) => {
  const loaded = load(uri, files);
  expect([joined(loaded), loaded.problems]).toEqual([[], []]);
});

test('nothing outside the repository is read', () => {
  expect(load('../../away.asl.json', {}).problems).toMatchObject([{ kind: 'outside-root', path: 'app/template.yaml', line: 6 }]);
});
