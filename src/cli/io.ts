/** Where text goes; the process's own streams outside of tests. */
export interface TextStream {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns?: number | undefined;
}

/** What the command needs of the world around it. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readStdin(): string;
  /** `YYYY-MM-DD`. */
  today(): string;
  /** Told once when code of the usual kind has run, in a run that goes on. */
  warm?(): void;
}
