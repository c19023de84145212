import { functionLogs } from '../../src/project/log-groups.js';
import { functions } from '../../src/project/functions.js';
import { quotedNames } from '../../src/project/shared-values.js';
import { defineRule } from '../../src/rule.js';

export default defineRule({
  id: 'log-retention-missing',
  severity: 'note',
  precision: 'high',
  preset: 'strict',
  reportsIn: 'template',
  docs: {
    summary: 'Logs of the function are kept for ever.',
    rationale: 'A log group without a retention never forgets, and neither does the one that Lambda makes when the template has none: the costs grow every month, and so does what a leak gives away.',
    remedy: 'Declare the log group `/aws/lambda/<function>` with `RetentionInDays`, or one for several functions in `LoggingConfig`.',
    silentWhen: ['the role of the function does not let Lambda make a log group', 'the log group is in another template, or its name is known at deployment only', 'the function runs at the edge, which logs in many regions'],
    references: ['https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html', 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html'],
  },
  messages: {
    noGroup: "Logs of function '{fn}' are kept for ever: the template has no log group for it.",
    noRetention: "Log group '{group}' of {functions} keeps its entries for ever: it does not set 'RetentionInDays'.",
    logsHere: "Function '{fn}' logs to it.",
  },
  requires: { functionLogs, functions },

  *check({ functionLogs: logs, functions: all }) {
    const atEdge = new Set(all.filter(({ triggers }) => triggers.some(({ kind }) => kind === 'lambda-at-edge')).map(({ logicalId }) => logicalId));
    const groups = new Map<string, { readonly name: string; readonly at: (typeof logs)[number]['at']; readonly users: (typeof logs)[number][] }>();
    for (const one of logs) {
      const { fn, at, group } = one;
      if (atEdge.has(fn)) continue;
      if (group.kind === 'missing') yield { message: 'noGroup', data: { fn }, at, function: fn };
      if (group.kind !== 'found' || group.hasRetention) continue;
      const key = `${group.at.path}:${group.at.start}`;
      const known = groups.get(key) ?? { name: group.logicalId, at: group.at, users: [] };
      known.users.push(one);
      groups.set(key, known);
    }
    for (const { name, at, users } of groups.values()) {
      const names = users.map(({ fn }) => fn);
      const [only, ...others] = names;
      yield {
        message: 'noRetention',
        data: { group: name, functions: `${others.length === 0 ? 'function' : 'functions'} ${quotedNames(names)}` },
        at,
        related: users.map((user) => ({ message: 'logsHere', data: { fn: user.fn }, at: user.at })),
        ...(only !== undefined && others.length === 0 ? { function: only } : {}),
      };
    }
  },
});
