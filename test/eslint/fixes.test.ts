import { describe, expect, it } from 'vitest';

import { RULES } from '../../rules/index.js';
import { lintText, makePlugin } from './lint.js';
import { makeProject } from './temporary-project.js';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  DbPassword:
    Type: String
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: orders.handler
      CodeUri: src/
`;

describe.each([9, 10] as const)('fixes in ESLint %i', (version) => {
  it.each(['', '\uFEFF'])('are applied where they are safe, and offered where not', async (mark) => {
    const folder = makeProject({ 'template.yaml': mark + TEMPLATE, 'src/orders.js': 'export const handler = async () => 1;\n' });
    const messages = await lintText(folder, 'template.yaml', mark + TEMPLATE, makePlugin({ rules: RULES }).configs.templates, version);
    const apply = (fix: { readonly range: readonly [number, number]; readonly text: string } | undefined): string | undefined => fix && TEMPLATE.slice(0, fix.range[0]) + fix.text + TEMPLATE.slice(fix.range[1]);
    const hidden = messages.find(({ ruleId }) => ruleId === 'lambdavet/secret-parameter-exposed');
    expect(apply(hidden?.fix)).toBe(TEMPLATE.replace('Type: String\n', 'Type: String\n    NoEcho: true\n'));
    const runtime = messages.find(({ ruleId }) => ruleId === 'lambdavet/deprecated-runtime');
    expect(runtime?.fix).toBeUndefined();
    expect(runtime?.suggestions?.map(({ desc, fix }) => [desc, apply(fix)])).toEqual([["Move to 'nodejs24.x'", TEMPLATE.replace('nodejs20.x', 'nodejs24.x')]]);
  });

  it('move a client out of the handler, as a suggestion', async () => {
    const code = "import { S3Client } from '@aws-sdk/client-s3';\n\nexport const handler = async (event) => {\n  const s3 = new S3Client({}); // one for all\n  return s3.send(event);\n};\n";
    const folder = makeProject({ 'template.yaml': TEMPLATE, 'src/orders.js': code });
    const messages = await lintText(folder, 'src/orders.js', code, makePlugin({ rules: RULES }).configs.recommended, version);
    const found = messages.find(({ ruleId }) => ruleId === 'lambdavet/client-in-handler');
    const fix = found?.suggestions?.[0]?.fix;
    expect(found?.fix).toBeUndefined();
    expect(fix && code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1])).toBe("import { S3Client } from '@aws-sdk/client-s3';\n\nconst s3 = new S3Client({}); // one for all\n\nexport const handler = async (event) => {\n  return s3.send(event);\n};\n");
  });
});
