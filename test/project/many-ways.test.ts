import { describe, expect, it } from 'vitest';
import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/file-source.js';
import { RULES } from '../../rules/index.js';

const [LAYERS, WIDTH] = [9, 20];
const TEMPLATE = 'Transform: AWS::Serverless-2016-10-31\nResources:\n  Orders:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs24.x, CodeUri: ., Handler: app.handler }\n';
/** Whoever is called by a queue and sends to it. */
const LOOP = `${TEMPLATE.replace('app.handler', 'app.handler, Environment: { Variables: { QUEUE: !Ref Queue } }, Events: { Queue: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } } }')}  Queue: { Type: AWS::SQS::Queue }\n`;

/** Each function of a layer calls all of the next one: the ways from the first to the last are more than could be followed one by one. */
function layered(last: string, start: string, head: string): string {
  const functions = Array.from({ length: LAYERS * WIDTH }, (_none, index) => {
    const [layer, place] = [Math.floor(index / WIDTH), index % WIDTH];
    const body = layer === LAYERS - 1 ? last : Array.from({ length: WIDTH }, (_, next) => `await f${layer + 1}_${next}();`).join(' ');
    return `async function f${layer}_${place}() { ${body} }`;
  });
  return `${head}${functions.join('\n')}\nexport const handler = async (event) => { ${start} };\n`;
}

function found(last: string, start: string, head = '', template = TEMPLATE): readonly string[] {
  const source = memorySource({ 'template.yaml': template, 'app.mjs': layered(last, start, head) });
  const { diagnostics } = vet(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-12-01', runtimes: BUILT_IN_RUNTIMES });
  return [...new Set(diagnostics.map(({ rule }) => rule))];
}

/** The same in Python, where each gives what one of the next layer gives. */
function layeredInPython(last: string): string {
  const functions = Array.from({ length: LAYERS * WIDTH }, (_none, index) => {
    const [layer, place] = [Math.floor(index / WIDTH), index % WIDTH];
    return `def f${layer}_${place}(event):\n    ${layer === LAYERS - 1 ? last : `return ${Array.from({ length: WIDTH }, (_, next) => `f${layer + 1}_${next}(event)`).join(' or ')}`}`;
  });
  return `${functions.join('\n')}\ndef handler(event, context):\n    order = f0_0(event)\n    return order.total\n`;
}

describe('each function is looked at once, however many ways lead to it', () => {
  const guard = "if (!process.env.ORDERS) throw new Error('ORDERS is not set');";

  it('where a variable is certain to be missed', () => {
    expect(found(guard, 'await f0_0();')).toContain('undeclared-environment-variable');
    expect(found(guard, 'if (event.all) await f0_0();')).not.toContain('undeclared-environment-variable');
  });

  it('where a call is certain to be made', () => {
    const head = "import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';\nconst queue = new SQSClient({});\n";
    const send = "await queue.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: 'x' }));";
    expect(found(send, 'await f0_0();', head, LOOP)).toContain('recursive-trigger');
    expect(found(send, 'if (event.all) await f0_0();', head, LOOP)).not.toContain('recursive-trigger');
  });

  it('where a request may be raced', () => {
    const request = "await fetch('https://orders.example', { signal: AbortSignal.timeout(60000) });";
    expect(found(request, 'await f0_0();')).toContain('client-timeout-exceeds-function');
  });

  it('where functions of Python give what others give', () => {
    const source = memorySource({ 'template.yaml': TEMPLATE.replace('nodejs24.x', 'python3.13'), 'app.py': layeredInPython('open("order.json", "w").write(event["body"])') });
    const { diagnostics } = vet(source, findCandidates(source, ''), { rules: RULES, severityIn: ({ severity }) => severity, today: '2026-12-01', runtimes: BUILT_IN_RUNTIMES });
    expect(diagnostics.filter(({ rule }) => rule === 'write-outside-tmp')).toHaveLength(WIDTH);
  });
});
