import { appendedLists } from '../../src/project/appended-lists.js';
import type { AppendedList, ListItem } from '../../src/project/appended-lists.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'globals-list-appended',
  severity: 'warning',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'List of a function is written to replace the one of Globals, but SAM appends it.',
    rationale: 'Maps of `Globals` and of a function are merged, lists are joined: the function gets both architectures, where Lambda accepts one, or the same layer in two versions, which Lambda refuses, or an item twice.',
    remedy: 'Write in the function what it needs in addition, or leave the list of `Globals` out with `IgnoreGlobals`.',
    silentWhen: ['the function adds other items than those of `Globals`', 'an intrinsic function gives the list: SAM replaces it then'],
    references: ['https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html#sam-specification-template-anatomy-globals-overrideable'],
  },
  messages: {
    architectures: "Function '{fn}' gets {count} architectures, where Lambda accepts one: SAM appends its list to the one of Globals.",
    versions: "Function '{fn}' gets layer '{item}' beside another version of it: SAM appends its list to the one of Globals.",
    repeated: "Function '{fn}' gets '{item}' twice in '{setting}': SAM appends its list to the one of Globals.",
    inherited: 'Globals has it here.',
  },
  requires: { appendedLists },

  *check({ appendedLists: lists }) {
    for (const list of lists) {
      const { fn, setting, at, inherited, own } = list;
      if (setting === 'Architectures') {
        const related = inherited.map((item) => ({ message: 'inherited' as const, at: item.at }));
        yield { message: 'architectures', data: { fn, count: inherited.length + own.length }, at, related, severity: 'error', function: fn };
        continue;
      }
      for (const item of own) {
        const other = item.text === undefined ? undefined : inherited.find((one) => one.text !== undefined && isSame(list, one.text, item));
        if (!other || item.text === undefined) continue;
        const base = { at: item.at, related: [{ message: 'inherited' as const, at: other.at }], function: fn };
        if (other.text === item.text) yield { message: 'repeated', data: { fn, item: item.text, setting }, ...base };
        else yield { message: 'versions', data: { fn, item: item.text }, severity: 'error', ...base };
      }
    }
  },
});

const LAYER_VERSION = /^(arn:[^:]+:lambda:.+:layer:[^:]+):\d+$/;

/** The same item, or the same layer in whatever version. */
function isSame({ setting }: AppendedList, inherited: string, { text }: ListItem): boolean {
  if (inherited === text) return true;
  const layer = setting === 'Layers' ? LAYER_VERSION.exec(inherited)?.[1] : undefined;
  return layer !== undefined && LAYER_VERSION.exec(text ?? '')?.[1] === layer;
}
