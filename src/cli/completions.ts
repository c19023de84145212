import type { RegisteredRule } from '../rule.js';
import { CONCERNS } from '../rule.js';
import type { Arguments } from './arguments.js';
import { choose } from './choice.js';
import { COMMANDS, FLAG_NAMES, flagShape } from './flags.js';
import type { FlagName } from './flags.js';
import { FORMATS } from './formats.js';
import type { Io } from './io.js';
import { FAIL_ON, PRECISIONS, PRESETS, SEVERITIES } from './selection.js';
import { UsageError } from './usage-error.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Prints the script that completes the command line in a shell. */
export function completions({ positionals: [shell, ...others] }: Arguments, io: Io, rules: readonly RegisteredRule[]): number {
  if (shell === undefined || others.length > 0) throw new UsageError('completions needs one shell: lambdavet completions bash|zsh|fish');
  io.stdout.write(SCRIPTS[choose('completions', shell, SHELLS) ?? 'bash'](wordsFor(rules)));
  return 0;
}

interface Words {
  readonly rules: readonly string[];
  /** Values of flags that have some of their own; an empty list stands for a file. */
  readonly values: ReadonlyMap<FlagName, readonly string[]>;
}

function wordsFor(rules: readonly RegisteredRule[]): Words {
  const ids = rules.map(({ id }) => id);
  const selectors = [...ids, ...CONCERNS];
  const values: readonly (readonly [FlagName, readonly string[]])[] = [
    ['format', FORMATS], ['output', FORMATS.map((format) => `${format}=`)], ['preset', PRESETS], ['select', selectors], ['ignore', selectors],
    ['min-severity', SEVERITIES], ['min-precision', PRECISIONS], ['fail-on', FAIL_ON], ['config', []], ['root', []], ['runtimes', []], ['stdin-filename', []],
  ];
  return { rules: ids, values: new Map(values) };
}

const FLAGS_WRITTEN = FLAG_NAMES.map((name) => `--${name}`);

const SCRIPTS: Readonly<Record<(typeof SHELLS)[number], (words: Words) => string>> = {
  bash: ({ rules, values }) => `# lambdavet completions bash > ~/.local/share/bash-completion/completions/lambdavet
_lambdavet() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$previous" in
${[...values].map(([name, list]) => `    --${name}) ${list.length === 0 ? 'COMPREPLY=($(compgen -f -- "$current"))' : `COMPREPLY=($(compgen -W "${list.join(' ')}" -- "$current"))`}; return ;;`).join('\n')}
    explain) COMPREPLY=($(compgen -W "${rules.join(' ')}" -- "$current")); return ;;
    completions) COMPREPLY=($(compgen -W "${SHELLS.join(' ')}" -- "$current")); return ;;
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "${FLAGS_WRITTEN.join(' ')}" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")); [ "$COMP_CWORD" -eq 1 ] && COMPREPLY+=($(compgen -W "${COMMANDS.join(' ')}" -- "$current")) ;;
  esac
}
complete -o filenames -F _lambdavet lambdavet
`,
  zsh: ({ rules, values }) => `#compdef lambdavet
# lambdavet completions zsh > "\${fpath[1]}/_lambdavet"
_lambdavet() {
  case "\${words[CURRENT-1]}" in
${[...values].map(([name, list]) => `    --${name}) ${list.length === 0 ? '_files' : `compadd -- ${list.join(' ')}`}; return ;;`).join('\n')}
    explain) compadd -- ${rules.join(' ')}; return ;;
    completions) compadd -- ${SHELLS.join(' ')}; return ;;
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    compadd -- ${FLAGS_WRITTEN.join(' ')}
  else
    (( CURRENT == 2 )) && compadd -- ${COMMANDS.join(' ')}
    _files
  fi
}
# As a file of fpath it is loaded by the first completion, which it is to answer, too.
if [[ "\${funcstack[1]}" == _lambdavet ]]; then _lambdavet "$@"; else compdef _lambdavet lambdavet; fi
`,
  fish: ({ rules, values }) => [
    '# lambdavet completions fish > ~/.config/fish/completions/lambdavet.fish',
    `complete -c lambdavet -n __fish_use_subcommand -a '${COMMANDS.join(' ')}'`,
    `complete -c lambdavet -n '__fish_seen_subcommand_from explain' -f -a '${rules.join(' ')}'`,
    `complete -c lambdavet -n '__fish_seen_subcommand_from completions' -f -a '${SHELLS.join(' ')}'`,
    ...FLAG_NAMES.map((name) => fishFlag(name, values.get(name))),
    '',
  ].join('\n'),
};

function fishFlag(name: FlagName, list: readonly string[] | undefined): string {
  if (flagShape(name).value === undefined) return `complete -c lambdavet -l ${name}`;
  return `complete -c lambdavet -l ${name} -r${list === undefined || list.length === 0 ? '' : ` -f -a '${list.join(' ')}'`}`;
}
