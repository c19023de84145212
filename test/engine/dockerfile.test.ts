import { describe, expect, test } from 'vitest';

import { readFinalStage } from '../../src/engine/packaging/dockerfile.js';
import { layoutOf } from '../../src/engine/packaging/image-layout.js';
import { memorySource } from '../../src/source/file-source.js';

const BASE = 'FROM public.ecr.aws/lambda/python:3.13\n';
const FILES = { 'app/orders.py': '', 'app/src/orders.py': '', 'app/src/lib/tax.py': '', 'app/main.py': '' };

/** What the Dockerfile makes of `orders.py` in the task root, and what it starts. */
function layout(text: string): { readonly from: string | undefined; readonly command: string | undefined; readonly sourceOf: (inside: string) => string | undefined } {
  const stage = readFinalStage(text);
  if (!stage) return { from: undefined, command: undefined, sourceOf: () => undefined };
  const { sourceOf, command } = layoutOf(memorySource(FILES), 'app', stage);
  return { from: sourceOf('orders.py'), command: command?.text, sourceOf };
}

describe('the last stage', () => {
  test('does not know an image whose name takes a variable that stands in another', () => {
    expect(readFinalStage('ARG TAG=3.13\nFROM public.ecr.aws/lambda/python:${NAME:-${TAG}}\n')).toBeUndefined();
  });

  test('begins at the base of the stages that it is built on', () => {
    const stage = readFinalStage(`ARG TAG=3.13\nFROM public.ecr.aws/lambda/python:\${TAG} AS Base\nCOPY . .\nFROM node:22\nFROM base\nCMD ["orders.handler"]\n`);
    expect(stage?.base.image).toBe('public.ecr.aws/lambda/python:3.13');
    expect(stage?.instructions.map(({ name }) => name)).toEqual(['FROM', 'COPY', 'FROM', 'CMD']);
  });

  test('has instructions over several lines, with comments between them, where they stand', () => {
    const text = `${BASE}RUN pip install \\\n  # for prices\n  requests\ncmd ["orders.handler"]\n`;
    const instructions = readFinalStage(text)?.instructions ?? [];
    expect(instructions.map(({ name, text: written }) => `${name} ${written}`)).toEqual(['FROM public.ecr.aws/lambda/python:3.13', 'RUN pip install requests', 'CMD ["orders.handler"]']);
    expect(instructions.map(({ start, end }) => text.slice(start, end)).at(-1)).toBe('cmd ["orders.handler"]');
  });

  test.each([
    ['an argument without a value', 'ARG TAG\nFROM public.ecr.aws/lambda/python:$TAG\n'],
    ['another escape character', `# escape=\`\n${BASE}`],
    ['texts in the file', `${BASE}COPY <<EOF orders.py\nx = 1\nEOF\n`],
    ['no base at all', 'RUN true\n'],
  ])('is not told with %s', (_name, text) => {
    expect(readFinalStage(text)).toBeUndefined();
  });
});

describe('a file in the image', () => {
  test.each([
    ['COPY orders.py ./', 'app/orders.py'],
    ['COPY orders.py ${LAMBDA_TASK_ROOT}', 'app/orders.py'],
    ['COPY --chown=1:1 *.py /var/task/', 'app/orders.py'],
    ['COPY src/ $LAMBDA_TASK_ROOT/', 'app/src/orders.py'],
    ['COPY . .', 'app/orders.py'],
    ['COPY . .\nCOPY src .', 'app/src/orders.py'],
    ['COPY main.py orders.py', 'app/main.py'],
    ['WORKDIR /tmp\nCOPY src .\nWORKDIR ${LAMBDA_TASK_ROOT}\nCOPY orders.py .', 'app/orders.py'],
    // Another place, or from another one.
    ['COPY . /opt', undefined],
    ['COPY . .\nCOPY --from=build /out .', undefined],
    ['COPY . .\nADD https://example.com/orders.py .', undefined],
    ['COPY . .\nCOPY ["src", "."]', undefined],
    ['ARG WHERE\nCOPY . $WHERE', undefined],
    // Something may be made of it.
    ['COPY . .\nRUN yum install -y make && pip install -r requirements.txt -t .', 'app/orders.py'],
    ['COPY . .\nRUN npm ci && npm run build', undefined],
    ['COPY . .\nRUN make', undefined],
    ['COPY . .\nRUN mv src/orders.py .', undefined],
  ])('after %s', (text, expected) => {
    expect(layout(BASE + text).from).toBe(expected);
  });

  test('below the code', () => {
    expect(layout(`${BASE}COPY src .`).sourceOf('lib/tax.py')).toBe('app/src/lib/tax.py');
  });
});

describe('what an image starts', () => {
  test.each([
    ['CMD ["orders.handler"]', 'orders.handler'],
    ['CMD ["a.b"]\nCMD [ "orders.handler" ]', 'orders.handler'],
    ['CMD orders.handler', undefined],
    ['CMD ["python", "-m", "orders"]', undefined],
    ['ENTRYPOINT ["/run"]\nCMD ["orders.handler"]', undefined],
    ['ENV LAMBDA_TASK_ROOT=/code\nCMD ["orders.handler"]', undefined],
    ['WORKDIR /code\nCMD ["orders.handler"]', undefined],
    ['ENV AWS_LAMBDA_EXEC_WRAPPER=/opt/bootstrap\nCMD ["orders.handler"]', undefined],
  ])('%s', (text, expected) => {
    expect(layout(BASE + text).command).toBe(expected);
  });
});
