/** The parts of `process` that tell what kind of process this is. */
export interface ProcessFacts {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The command itself, the file behind its link, and its worker threads; of ESLint and of oxlint. */
const COMMAND = /[\\/](?:\.bin[\\/](?:eslint|oxlint)(?:\.js)?|eslint9?[\\/](?:bin[\\/]eslint\.js|lib[\\/]eslint[\\/]worker\.js)|oxlint[\\/](?:bin|dist)[\\/][\w.-]+)$/;
const LANGUAGE_SERVER = /^--(?:stdio|node-ipc|lsp|socket(?:=.*)?|pipe(?:=.*)?)$/;

/**
 * Whether the process lints once and ends, so that no file changes under it. Guessed as typescript-eslint does
 * (packages/typescript-estree/src/parseSettings/inferSingleRun.ts); a wrong no costs some milliseconds only.
 */
export function isSingleRun({ argv, env }: ProcessFacts): boolean {
  if (argv.some((argument) => LANGUAGE_SERVER.test(argument))) return false;
  const ci = env['CI'];
  if (ci !== undefined && ci !== '' && ci !== 'false') return true;
  return COMMAND.test(argv[1] ?? '');
}
