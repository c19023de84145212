/** The commands of this release. */
export const COMMANDS = ['check', 'rules', 'explain', 'inspect', 'policy', 'baseline', 'merge', 'init', 'completions'] as const;
export type Command = (typeof COMMANDS)[number];

interface FlagShape {
  /** What a value is called in messages; undefined for a flag without one. */
  readonly value?: string;
  readonly short?: string;
  /** Undefined for flags of every command. */
  readonly commands?: readonly Command[];
}

const CHECK = ['check'] as const;
const VETTING = ['check', 'baseline'] as const;
const READING = ['check', 'inspect', 'policy', 'baseline'] as const;

/** Every flag there is. */
export const FLAGS = {
  format: { value: 'FORMAT', commands: ['check', 'inspect', 'policy', 'merge'] },
  output: { value: 'FORMAT=FILE', commands: ['check', 'merge'] },
  preset: { value: 'PRESET', commands: VETTING },
  select: { value: 'LIST', commands: VETTING },
  ignore: { value: 'LIST', commands: VETTING },
  'min-severity': { value: 'SEVERITY', commands: VETTING },
  'min-precision': { value: 'PRECISION', commands: VETTING },
  'fail-on': { value: 'SEVERITY', commands: ['check', 'merge'] },
  config: { value: 'FILE', commands: READING },
  'no-config': { commands: READING },
  root: { value: 'FOLDER', commands: READING },
  'config-env': { value: 'NAME', commands: READING },
  today: { value: 'DATE', commands: VETTING },
  runtimes: { value: 'FILE', commands: VETTING },
  types: { commands: READING },
  fix: { commands: CHECK },
  'unsafe-fixes': { commands: CHECK },
  diff: { commands: CHECK },
  quiet: { commands: CHECK },
  timing: { commands: CHECK },
  stdin: { commands: CHECK },
  'stdin-filename': { value: 'FILE', commands: CHECK },
  'sarif-category': { value: 'NAME', commands: CHECK },
  'sarif-suppressed': { commands: CHECK },
  'sarif-limit': { value: 'N', commands: ['check', 'merge'] },
  'no-baseline': { commands: CHECK },
  'no-cache': { commands: CHECK },
  shard: { value: 'I/N', commands: CHECK },
  watch: { commands: CHECK },
  prune: { commands: ['baseline'] },
  'no-error-on-unmatched': { commands: CHECK },
  package: { commands: ['inspect'] },
  bundle: { commands: ['inspect'] },
  json: { commands: ['rules', 'explain', 'inspect', 'policy'] },
  color: {},
  'no-color': {},
  help: { short: 'h' },
  version: { short: 'V' },
} as const satisfies Readonly<Record<string, FlagShape>>;

export type FlagName = keyof typeof FLAGS;

export const FLAG_NAMES: readonly FlagName[] = Object.keys(FLAGS).filter(isFlagName);

export function isFlagName(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}

/** The shape of one flag, the differences between them forgotten. */
export function flagShape(name: FlagName): FlagShape {
  return FLAGS[name];
}
