import { defineAnalysis } from '../analysis.js';
import { EVENT_SHAPES, SNS_NOTIFICATION } from '../data/event-shapes.js';
import type { Location } from '../diagnostic.js';
import { definitions } from './definitions.js';
import { eventPath, isJsonParse } from './event-path.js';
import type { ModuleGraph } from './find-export.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import type { HandlerCode } from './handler-code.js';
import { moduleGraph } from './module-graph.js';
import { byOwners } from './owned.js';
import type { Owned } from './owned.js';
import { qualifiedId, stackOf } from './resource-id.js';
import { sentMessages } from './sent-messages.js';
import type { MessageForm } from './sent-messages.js';

/** Bodies of queue messages that are parsed and read as if another sender had made them. */
export interface BodyMismatch {
  readonly member: string;
  readonly form: MessageForm;
  readonly sender: string;
  readonly senderAt: Location;
  /** The call that parses. */
  readonly at: Location;
}

/** A sender with the members that its bodies have; undefined where they may have any. */
interface Feed {
  readonly sender: string;
  readonly at: Location;
  readonly form: MessageForm;
  readonly members: ReadonlySet<string> | undefined;
}

const membersOf = (name: string): ReadonlySet<string> => new Set(EVENT_SHAPES.find((shape) => shape.name === name)?.members.filter((one) => !one.includes('.')));

/** Handlers behind queues that read nothing of what is sent to them: a wrapping is not taken off, or one that is not there is. */
export const bodyMismatches = defineAnalysis({
  name: 'bodyMismatches',
  requires: { definitions, functions, moduleGraph },
  run: ({ definitions: templates, functions: all, moduleGraph: graph }): readonly Owned<BodyMismatch>[] => {
    let feeds: ReadonlyMap<string, readonly Feed[] | undefined> | undefined;
    return byOwners(all, (code, fn) => {
      if (!fn.triggers.some(({ kind }) => kind === 'sqs')) return [];
      feeds ??= feedsByQueue(templates.flatMap(({ scope }) => sentMessages(scope)));
      const sent = feedsOf(fn, feeds);
      return sent && sent.length > 0 ? mismatches(code, sent, graph) : [];
    });
  },
});

/** By the key of the queue; undefined where a sender's form is not known. */
function feedsByQueue(sent: ReturnType<typeof sentMessages>): ReadonlyMap<string, readonly Feed[] | undefined> {
  const found = new Map<string, readonly Feed[] | undefined>();
  for (const { targetKind, targetKey, isDeadLetter, form, sender, at, topicKey } of sent) {
    if (targetKind !== 'queue' || (found.has(targetKey) && !found.get(targetKey))) continue;
    const before = found.get(targetKey) ?? [];
    // What is raw has the form of what was published: by a service, or by code.
    const published = form !== 'raw' ? [form] : sent.filter((one) => one.targetKind === 'topic' && one.targetKey === topicKey && !one.isDeadLetter).map((one) => one.form);
    const forms = published.length > 0 ? published : [form];
    const known = forms.flatMap((one) => (one ? [{ sender, at, form: form ?? one, members: membersIn(one) }] : []));
    found.set(targetKey, isDeadLetter || known.length < forms.length ? undefined : [...before, ...known]);
  }
  return found;
}

function membersIn(form: MessageForm): ReadonlySet<string> | undefined {
  switch (form) {
    case 'sns': return SNS_NOTIFICATION;
    case 's3': return membersOf('S3');
    case 'eventbridge': return membersOf('EventBridge');
    case 'raw': return undefined;
  }
}

function feedsOf({ key, triggers }: LambdaFunction, feeds: ReadonlyMap<string, readonly Feed[] | undefined>): readonly Feed[] | undefined {
  const of = triggers.map(({ kind, source, hasGeneratedQueue, name, at }): readonly Feed[] | undefined => {
    if (kind !== 'sqs') return undefined;
    if (hasGeneratedQueue) return [{ sender: name, at, form: 'sns', members: SNS_NOTIFICATION }];
    return source === undefined ? undefined : feeds.get(qualifiedId(stackOf(key) ?? '', source));
  });
  const known = of.flatMap((one) => (one ? [one] : []));
  return known.length === of.length ? known.flat() : undefined;
}

function mismatches(code: HandlerCode, feeds: readonly Feed[], graph: ModuleGraph): readonly BodyMismatch[] {
  const [entry, other] = code.entries;
  if (!entry?.isDirect || other || entry.fact.isDecorated || !code.isWhole) return [];
  const parses = code.calls.filter(({ fact, at }) => isJsonParse(fact) && fact.arguments[0] && eventPath(graph, code.entries, { path: at.path, value: fact.arguments[0] })?.join('.') === 'Records.#item.body');
  const read = parses.flatMap(({ fact }) => fact.answerReads ?? []);
  const [first] = parses;
  const [member] = read;
  const [feed] = feeds;
  if (!first || !feed || member === undefined || parses.some(({ fact }) => !fact.answerReads)) return [];
  // Code that tests for a member serves several senders.
  const isTested = parses.some(({ at }) => graph.modules.get(at.path)?.optionalNames.some((name) => read.includes(name)));
  if (isTested || !feeds.every((one) => isForeign(one, read))) return [];
  return [{ member: feed.members ? member : 'Message', form: feed.form, sender: feed.sender, senderAt: feed.at, at: first.at }];
}

/** Nothing that is read is there. Of a message that may have any member: all that is read belongs to the wrapping which is not there. */
function isForeign({ members }: Feed, read: readonly string[]): boolean {
  if (members) return !read.some((name) => members.has(name));
  return read.includes('Message') && read.every((name) => SNS_NOTIFICATION.has(name));
}
