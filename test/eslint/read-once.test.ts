import { expect, it, vi } from 'vitest';

import { RULES } from '../../rules/index.js';
import { parseJavaScript } from '../../src/source/javascript.js';
import { lintText, makePlugin, TEMPLATE } from './lint.js';
import { makeProject } from './temporary-project.js';

vi.mock(import('../../src/source/javascript.js'), { spy: true });

it('a handler that is typed is parsed once, for its findings and for their fixes', async () => {
  const code = "import { S3Client } from '@aws-sdk/client-s3';\nexport const handler = async (event) => {\n  const s3 = new S3Client({});\n  return s3.send(event);\n};\n";
  const folder = makeProject({ 'template.yaml': TEMPLATE, 'src/orders.mjs': code });
  const typed = `${code}// more\n`;
  const messages = await lintText(folder, 'src/orders.mjs', typed, makePlugin({ rules: RULES }).configs.recommended);
  expect(messages.find(({ ruleId }) => ruleId === 'lambdavet/client-in-handler')?.suggestions).toHaveLength(1);
  expect(vi.mocked(parseJavaScript).mock.calls.filter(([, text]) => text === typed)).toHaveLength(1);
});
