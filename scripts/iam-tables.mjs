// The tables of src/data/iam: one JSON text per service prefix, read only when a service is in use, for scripts/data.mjs.
// src/data/service-actions.ts tells what the rows mean and reads them.

/** Path in src/data/iam and content of every table. */
export function iamTables({ clients, operations, actions, platform, exceptions, escalation, iamData }) {
  const services = new Map(prefixesOf({ clients, actions, platform, escalation, exceptions }).map((prefix) => [prefix, serviceTable(prefix, iamData, exceptions)]));
  const exists = (action) => services.get(action.split(':')[0])?.names.has(action.split(':')[1]) === true;
  for (const [id, client] of Object.entries(clients)) {
    const { table, names } = services.get(client.prefix);
    table.clients ??= {};
    table.clients[id] = clientTable({ id, prefix: client.prefix, names, listed: listOf(operations, id), actions, exists });
  }
  return [
    ...[...services].map(([prefix, { table }]) => [`${prefix}.json`, table]),
    ['other-services.json', { prefixes: iamData.services.filter((prefix) => !services.has(prefix)).join(' ') }],
    ['index.json', indexTable({ asOf: exceptions.asOf, clients, services, platform, escalation, exists })],
  ].map(([path, table]) => [path, `${JSON.stringify(table)}\n`]);
}

function listOf(operations, id) {
  const names = operations[id];
  if (typeof names !== 'string') throw new Error(`data/sdk-operations.json has no operations of '${id}'`);
  return names.split(' ');
}

/** Services whose actions something names. Of all others nothing is known, and nothing is said. */
function prefixesOf({ clients, actions, platform, escalation, exceptions }) {
  const entries = Object.values(actions.operations).flatMap((byName) => Object.values(byName));
  const named = [
    ...entries.flatMap(({ required, oneOf = [], conditional = [] }) => [...required, ...oneOf.flatMap((one) => one.actions), ...conditional.map(({ action }) => action)]),
    ...platform.features.flatMap((feature) => [...feature.actions, ...(feature.also ?? [])]),
    ...escalation.paths.flatMap((path) => path.actions),
  ];
  return [...new Set([...exceptions.withoutClient, ...Object.values(clients).map(({ prefix }) => prefix), ...named.map((action) => action.split(':')[0])])].sort();
}

/** Actions in groups of one access level and one list of resource types. */
function serviceTable(prefix, iamData, exceptions) {
  if (!iamData.has(prefix)) throw new Error(`iam-data does not know the service '${prefix}'`);
  const { actions, types } = iamData.service(prefix);
  const groups = new Map();
  for (const { name, level, types: onTypes } of actions) {
    const key = `${level}|${onTypes.join(',')}`;
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const names = new Set(actions.map(({ name }) => name));
  const star = exceptions.star.map(({ action }) => action).filter((action) => action.startsWith(`${prefix}:`)).map((action) => action.slice(prefix.length + 1));
  const unknown = star.filter((name) => !names.has(name));
  if (unknown.length > 0) throw new Error(`data/iam-exceptions.json names actions that do not exist: ${prefix}:${unknown.join(', ')}`);
  const table = {
    types: Object.fromEntries(types),
    actions: [...groups].map(([key, group]) => [...key.split('|'), group.sort().join(' ')]),
    ...(star.length > 0 ? { star: star.join(' ') } : {}),
  };
  return { names, table };
}

function clientTable({ id, prefix, names, listed, actions, exists }) {
  const groups = { same: [], none: [], unknown: [] };
  const other = {};
  for (const name of listed) {
    const kind = kindOf(name, { id, names, actions });
    if (kind === 'other') other[name] = operationRow(name, { id, prefix, names, actions, exists });
    else groups[kind].push(name);
  }
  const stale = Object.keys(actions.operations[id] ?? {}).filter((name) => !listed.includes(name));
  if (stale.length > 0) throw new Error(`data/sdk-actions.json names operations that ${id} does not have: ${stale.join(', ')}`);
  const { same, ...rest } = Object.fromEntries(Object.entries(groups).map(([kind, list]) => [kind, list.join(' ')]));
  // Most clients have an operation for nearly every action: those without one are the shorter list.
  const taken = new Set(listed);
  const not = [...names].filter((name) => !taken.has(name)).sort().join(' ');
  const rows = { ...(not.length < same.length ? { not } : { same }), ...rest, other };
  return Object.fromEntries(Object.entries(rows).filter(([kind, value]) => kind === 'not' || Object.keys(value).length > 0));
}

function kindOf(name, { id, names, actions }) {
  if (actions.withoutPermission[id]?.includes(name)) return 'none';
  if (actions.operations[id]?.[name] || actions.customerKey[id]?.[name]) return 'other';
  if (actions.withoutKnownAction[id]?.includes(name)) return 'unknown';
  if (names.has(name)) return 'same';
  return inOtherCase(name, names) === undefined ? 'unknown' : 'other';
}

/** `GetBucketCors` needs `s3:GetBucketCORS`: IAM takes both. */
function inOtherCase(name, names) {
  return [...names].find((action) => action.toLowerCase() === name.toLowerCase());
}

/** `r` required, `o` one of these by case, `c` by condition, `q` curated: never the only reason for an error. */
function operationRow(name, { id, prefix, names, actions, exists }) {
  const own = `${prefix}:${inOtherCase(name, names) ?? name}`;
  const entry = actions.operations[id]?.[name] ?? { required: [own], source: [] };
  const { required, oneOf = [], conditional = [], source } = entry;
  const keys = (actions.customerKey[id]?.[name] ?? []).filter((action) => !conditional.some((one) => one.action === action)).map((action) => ({ action, when: 'cmk' }));
  const all = [...conditional, ...keys];
  const named = [...required, ...oneOf.flatMap((one) => one.actions), ...all.map(({ action }) => action)];
  for (const when of [...oneOf, ...all].map((one) => one.when)) if (!(when in actions.conditions)) throw new Error(`data/sdk-actions.json: ${id}.${name} has the unknown condition '${when}'`);
  // That an action is called like its operation needs no further source.
  const isPlain = oneOf.length === 0 && names.has(own.slice(prefix.length + 1)) && required.every((action) => action === own);
  const isCurated = !isPlain && source.some((key) => key === 'curated-knowledge' || !(key in actions.sources));
  const missing = named.filter((action) => !exists(action));
  if (missing.length > 0) throw new Error(`data/sdk-actions.json: ${id}.${name} names actions that do not exist: ${missing.join(', ')}`);
  const short = (action) => (action.startsWith(`${prefix}:`) ? action.slice(prefix.length + 1) : action);
  return {
    ...(required.length > 0 ? { r: required.map(short).join(' ') } : {}),
    ...(oneOf.length > 0 ? { o: oneOf.map((one) => [one.when, ...one.actions.map(short)].join(' ')) } : {}),
    ...(all.length > 0 ? { c: conditionRows(all, short) } : {}),
    ...(isCurated ? { q: 1 } : {}),
  };
}

/** One row per condition: its code, then the actions, `>` before the services that a role may be passed to. */
function conditionRows(conditional, short) {
  const rows = new Map();
  for (const { action, when, passedTo } of conditional) {
    const text = passedTo ? `${short(action)}>${passedTo.join(',')}` : short(action);
    rows.set(when, [...(rows.get(when) ?? []), text]);
  }
  return [...rows].map(([when, texts]) => [when, ...texts].join(' '));
}

function indexTable({ asOf, clients, services, platform, escalation, exists }) {
  const misspelt = [...platform.features.flatMap((feature) => [...feature.actions, ...(feature.also ?? [])]), ...escalation.paths.flatMap((path) => path.actions)].filter((action) => !exists(action));
  if (misspelt.length > 0) throw new Error(`actions that do not exist: ${misspelt.join(', ')}`);
  return {
    asOf,
    prefixes: [...services.keys()].join(' '),
    clients: Object.fromEntries(Object.entries(clients).map(([id, { prefix }]) => [id, prefix])),
    platform: platform.features.map(({ feature, actions: always, also, confidence }) => ({ feature, actions: always, ...(also ? { also } : {}), ...(confidence === 'curated' ? { curated: true } : {}) })),
    escalation: escalation.paths.map(({ id, category, actions: set }) => ({ id, category, actions: set })),
  };
}
