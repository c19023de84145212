import { fstatSync, readFileSync, statSync } from 'node:fs';

import { calendarDay } from './calendar-day.js';
import { main } from './main.js';
import { UsageError } from './usage-error.js';
import { writeAll } from './write-all.js';
import type { Stats } from 'node:fs';
import type { TextStream } from './main.js';

/** `node:tty` brings the network modules along, 3 ms of a start: it is asked only about what could be a terminal. */
function isTerminal(descriptor: number): boolean {
  const device = statsOf(descriptor);
  return device !== undefined && device.isCharacterDevice() && !isNowhere(device.rdev) && process.getBuiltinModule('node:tty').isatty(descriptor);
}

/** Undefined where a stream is not open, as in a service of Windows. */
function statsOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

function isNowhere(device: number): boolean {
  return statSync('/dev/null', { throwIfNoEntry: false })?.rdev === device;
}

/** Without `process.stdout`, which costs a start 4 ms; the width of a terminal is asked of it where there is one. */
function textStream(descriptor: 1 | 2): TextStream {
  const isTTY = isTerminal(descriptor);
  return {
    write: (text) => writeAll(descriptor, text),
    isTTY,
    get columns() {
      return isTTY ? (descriptor === 1 ? process.stdout : process.stderr).columns : undefined;
    },
  };
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    throw new UsageError('The working directory does not exist any more');
  }
}

/** Runs the command line of this process. `warm` is called once the first of several projects is vetted. */
export function runCommand(warm: () => void): void {
  process.exitCode = main(process.argv.slice(2), {
    // A getter: only what needs the working directory fails where it is gone.
    get cwd() {
      return workingDirectory();
    },
    env: process.env,
    stdout: textStream(1),
    stderr: textStream(2),
    readStdin: () => readFileSync(0, 'utf8'),
    today: () => calendarDay(Date.now()),
    warm,
  });
}
