/** One screen. A function, so that it can be loaded when it is asked for. */
export const help = (): string => `lambdavet reads templates, handlers, permissions and packages of AWS Lambda projects as one.
It never runs the project's code and never opens the network.

Usage
  lambdavet [check] [PATH...]       vet the projects at the paths (default: the working directory)
  lambdavet rules [--json]          list every rule
  lambdavet explain RULE            say what a rule catches, why, and the way out
  lambdavet inspect [FUNCTION]      show what was understood of the functions (--json)
  lambdavet inspect [FUNCTION] --package  by weight (--format text|json|html; --bundle runs esbuild)
  lambdavet policy [FUNCTION|FILE]  print what its calls need (--format sam|cloudformation|json)
  lambdavet baseline [--prune]      accept today's findings; or only forget those that are gone
  lambdavet merge FILE...           join the JSON or SARIF of the shards of a run
  lambdavet init                    write a configuration, the ESLint plugin's and a hook
  lambdavet completions SHELL       print the script for bash, zsh or fish

What is reported
  --preset PRESET                   recommended (default), strict, compliance or all
  --select LIST, --ignore LIST      only these, not these: rule ids and concerns, commas between
  --min-severity error|warning|note, --min-precision high|medium
  --types                           find clients by declared types too (needs ts-morph, slower)
  --shard I/N                       vet the I-th of N parts of the projects
  PATH selects what is reported; all of a project is read whatever the path.

What is done about it
  --fix                             make the fixes that change nothing an author means
  --unsafe-fixes                    and those that may change what the project does
  --diff                            show either instead (exit code 1 if there are any)

How it is reported
  --format FORMAT                   full (default), concise, json, sarif, github, gitlab, junit,
                                    markdown
  --output FORMAT=FILE              also into a file; may be repeated
  --fail-on error|warning|note|never  the least severity for exit code 1 (default: warning)
  --sarif-category NAME, --sarif-suppressed, --sarif-limit N (default: 1000 results)
  --color, --no-color, --quiet, --timing (phases and rules)
  --watch                           again after each change

What is read
  --config FILE, --no-config        instead of lambdavet.config.json or package.json#lambdavet
  --root FOLDER                     the repository; nothing outside is read (default: where .git is)
  --config-env NAME                 parameters as that environment of samconfig.toml gives them
  --stdin --stdin-filename FILE     standard input stands for that file
  --today YYYY-MM-DD, --runtimes FILE
  --no-baseline, --no-cache         report what lambdavet-baseline.json accepts too; vet all anew
  --no-error-on-unmatched           no error for paths that belong to no Lambda project

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the run itself failed.
`;
