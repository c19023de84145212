import { printable } from '../printable.js';

/** Lines around a change. */
const CONTEXT = 3;

/** A difference, and how many of its hunks are left out. */
interface UnifiedDiff {
  readonly text: string;
  readonly hidden: number;
}

/**
 * The difference between two texts of a file as `git apply` reads it. Lines that differ far apart make hunks of their own; one that
 * would show a line that `hides` holds for is left out, as a patch with other lines does not apply.
 */
export function unifiedDiff(path: string, before: string, after: string, hides: (line: string) => boolean): UnifiedDiff {
  const [old, now] = [linesOf(before), linesOf(after)];
  const all = hunksOf(changesBetween(old, now), old.length);
  const hunks = all.filter(({ start, end, changes }) => ![...old.slice(start, end), ...changes.flatMap((change) => now.slice(change.newStart, change.newEnd))].some(hides));
  const hidden = all.length - hunks.length;
  if (hunks.length === 0) return { text: '', hidden };
  let shift = 0;
  const text = hunks.map(({ start, end, changes }) => {
    const lines: string[] = [];
    let at = start;
    let added = 0;
    for (const change of changes) {
      lines.push(...old.slice(at, change.start).map((line) => ` ${line}`), ...old.slice(change.start, change.end).map((line) => `-${line}`), ...now.slice(change.newStart, change.newEnd).map((line) => `+${line}`));
      added += change.newEnd - change.newStart - (change.end - change.start);
      at = change.end;
    }
    lines.push(...old.slice(at, end).map((line) => ` ${line}`));
    const head = `@@ -${range(start, end - start)} +${range(start + shift, end - start + added)} @@\n`;
    shift += added;
    return head + lines.map((line) => (line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`)).join('');
  });
  return { text: `--- ${quotedPath(`a/${path}`)}\n+++ ${quotedPath(`b/${path}`)}\n${text.join('')}`, hidden };
}

/** A name that would end the line, or steer what shows it, stands in quotes, its bytes in octal, as git writes and reads it. */
function quotedPath(path: string): string {
  if (printable(path) === path && !/["\\\t]/.test(path)) return path;
  const escaped = Array.from(path, (one) => (printable(one) !== one || one === '\t' || one === '#' || one === ':' ? octal(one) : /["\\]/.test(one) ? `\\${one}` : one));
  return `"${escaped.join('')}"`;
}

function octal(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function range(start: number, count: number): string {
  return count === 0 ? `${start},0` : `${start + 1},${count}`;
}

interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly newStart: number;
  readonly newEnd: number;
}

function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Fixes change few lines: after each that differs, the nearest pair of lines that are alike again is looked for. */
function changesBetween(old: readonly string[], now: readonly string[]): readonly LineChange[] {
  const changes: LineChange[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < now.length) {
    if (left < old.length && right < now.length && old[left] === now[right]) {
      left++;
      right++;
      continue;
    }
    const [skipLeft, skipRight] = nextMatch(old, now, left, right);
    changes.push({ start: left, end: left + skipLeft, newStart: right, newEnd: right + skipRight });
    left += skipLeft;
    right += skipRight;
  }
  return changes;
}

function nextMatch(old: readonly string[], now: readonly string[], left: number, right: number): readonly [number, number] {
  const most = old.length - left + now.length - right;
  for (let total = 1; total < most; total++) {
    for (let skip = Math.max(0, total - (now.length - right)); skip <= Math.min(total, old.length - left); skip++) {
      const [a, b] = [left + skip, right + total - skip];
      const isAlike = old[a] === now[b] && (a === old.length - 1 || old[a + 1] === now[b + 1]);
      if (a < old.length && b < now.length && isAlike) return [skip, total - skip];
    }
  }
  return [old.length - left, now.length - right];
}

function hunksOf(changes: readonly LineChange[], length: number): readonly { readonly start: number; readonly end: number; readonly changes: readonly LineChange[] }[] {
  const hunks: { start: number; end: number; changes: LineChange[] }[] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const end = Math.min(length, change.end + CONTEXT);
    if (last && change.start - CONTEXT <= last.end) {
      last.changes.push(change);
      last.end = end;
    } else hunks.push({ start: Math.max(0, change.start - CONTEXT), end, changes: [change] });
  }
  return hunks;
}
