import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import type { Expression } from '../facts/model.js';
import { known } from '../resolved.js';
import { member } from './evaluate.js';
import { moduleGraph } from './module-graph.js';
import { booleanOf } from './read-value.js';
import { byCall, resourceCalls } from './resource-calls.js';
import type { ResourceCall } from './resource-calls.js';
import { memberOf } from './sdk-meaning.js';
import { valueFlow } from './value-flow.js';
import type { Sited, ValueFlow } from './value-flow.js';

/** A call that sends to a FIFO queue or topic, with what its messages lack or may not have. */
export interface FifoSend {
  readonly calls: readonly [ResourceCall, ...ResourceCall[]];
  readonly fault: 'group' | 'deduplication' | 'delay';
  readonly at: Location;
  readonly kind: 'queue' | 'topic';
}

/** Operations by the member that lists messages; undefined where the input is the message. */
const SENDS: ReadonlyMap<string, string | undefined> = new Map([
  ['sqs SendMessage', undefined], ['sqs SendMessageBatch', 'Entries'], ['sns Publish', undefined], ['sns PublishBatch', 'PublishBatchRequestEntries'],
]);

/** Sends that the service refuses, because the template makes the queue or topic a FIFO one. */
export const fifoSends = defineAnalysis({
  name: 'fifoSends',
  requires: { resourceCalls, moduleGraph },
  run: ({ resourceCalls: all, moduleGraph: graph }): readonly FifoSend[] => {
    const flow = valueFlow(graph);
    return byCall(all().filter(({ call }) => SENDS.has(operationOf(call)))).flatMap((calls) => {
      const [first] = calls;
      if (!isOn(first, 'FifoQueue', 'FifoTopic')) return [];
      const fault = messagesOf(first, flow).flatMap((message) => faultOf(message, first) ?? [])[0];
      return fault ? [{ calls, fault, at: first.call.at, kind: first.call.service === 'sqs' ? 'queue' : 'topic' }] : [];
    });
  },
});

function operationOf({ service, operation }: ResourceCall['call']): string {
  return `${service} ${operation}`;
}

function isOn({ scope, resource: { properties, key } }: ResourceCall, ...names: readonly string[]): boolean {
  return names.some((name) => known(booleanOf(scope, member(scope, properties, name), scope.at(key))) === true);
}

function messagesOf({ call }: ResourceCall, flow: ValueFlow): readonly Sited<Expression>[] {
  const { input } = call;
  const list = SENDS.get(operationOf(call));
  if (!input || list === undefined) return input ? [input] : [];
  const entries = memberOf(input.value, list);
  return (entries ? flow.values(input.path, entries) : []).flatMap(({ path, value }) => (value.kind === 'list' ? value.items.map((item) => ({ path, value: item })) : []));
}

/** Only a message that is written out lacks something for certain. */
function faultOf({ value: message }: Sited<Expression>, sent: ResourceCall): FifoSend['fault'] | undefined {
  if (message.kind !== 'object') return undefined;
  // A topic takes no delay; a queue takes none for single messages.
  const delay = memberOf(message, 'DelaySeconds');
  if (sent.call.service === 'sqs' && delay?.kind === 'number' && delay.value > 0) return 'delay';
  if (!message.complete) return undefined;
  if (!memberOf(message, 'MessageGroupId')) return 'group';
  return !memberOf(message, 'MessageDeduplicationId') && deduplicatesNothing(sent) ? 'deduplication' : undefined;
}

function deduplicatesNothing({ scope, resource: { properties, key } }: ResourceCall): boolean {
  const setting = booleanOf(scope, member(scope, properties, 'ContentBasedDeduplication'), scope.at(key));
  return setting.state === 'absent' || known(setting) === false;
}
