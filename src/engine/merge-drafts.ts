import type { Place, Problem, RelatedPlace, Severity } from '../diagnostic.js';
import type { Draft } from './diagnose.js';

/** Related places of one finding that are kept; GitHub shows a hundred. */
export const MAX_RELATED = 100;

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/**
 * One cause, one finding. What several projects or functions have in common at one place is joined as it comes, and what the others
 * say becomes related. The order in which drafts come does not matter: those are kept whose messages come first.
 */
export class DraftMerger {
  private readonly groups = new Map<string, Group>();

  add(draft: Draft): void {
    const { path, start, end } = draft.at;
    const key = `${draft.rule}|${draft.messageId}|${path}|${start}-${end}`;
    const group = this.groups.get(key);
    if (group) group.add(draft);
    else this.groups.set(key, new Group(draft));
  }

  /** By file, line, column and rule; with the findings that have more places than are kept. Lets go what was added. */
  finish(): { readonly drafts: readonly Draft[]; readonly problems: readonly Problem[] } {
    const groups = [...this.groups.values()];
    this.groups.clear();
    const drafts = groups.map((group) => group.joined()).sort(compareDrafts);
    return { drafts, problems: groups.flatMap((group) => group.problem() ?? []) };
  }
}

export function mergeDrafts(drafts: readonly Draft[]): readonly Draft[] {
  const merger = new DraftMerger();
  for (const draft of drafts) merger.add(draft);
  return merger.finish().drafts;
}

/** Drafts of one cause. */
class Group {
  private members: readonly Draft[];
  private severity: Severity;
  private size: number;
  private isShortened = false;

  constructor(first: Draft) {
    this.members = [this.limited(first)];
    this.severity = first.severity;
    this.size = 1 + first.related.length;
  }

  add(draft: Draft): void {
    this.severity = worse(this.severity, draft.severity);
    this.members = [...this.members, this.limited(draft)];
    this.size += 1 + draft.related.length;
    // Now and then, not each time.
    if (this.size > 4 * MAX_RELATED) this.shorten();
  }

  joined(): Draft {
    if (this.members.length > 1) this.shorten();
    const [first, ...others] = this.members;
    if (!first) throw new Error('A group has a member from its beginning');
    if (others.length === 0) return first.severity === this.severity ? first : { ...first, severity: this.severity };
    return { ...first, severity: this.severity, related: [...first.related, ...unsaid(others.flatMap(placesOf), first)], proposals: this.members.flatMap(({ proposals }) => proposals) };
  }

  problem(): Problem | undefined {
    const [first] = this.members;
    if (!this.isShortened || !first) return undefined;
    const { path, startLine: line } = first.location;
    return { kind: 'limit', path, line, message: `A finding of '${first.rule}' has more than ${MAX_RELATED} related places here; the others are left out.` };
  }

  /** Of a long way its beginning and its end. */
  private limited(draft: Draft): Draft {
    const { related } = draft;
    if (related.length <= MAX_RELATED) return draft;
    this.isShortened = true;
    return { ...draft, related: [...related.slice(0, MAX_RELATED / 2), ...related.slice(-MAX_RELATED / 2)] };
  }

  /** Keeps the first ones, with what those before have not said, as far as it is not too much. */
  private shorten(): void {
    const said = new Set<string>();
    const kept: Draft[] = [];
    for (const member of [...this.members].sort(compareDrafts)) {
      const own = identity(member);
      const fresh = member.related.filter((place) => kept.length === 0 || !said.has(identity(place)));
      const isKnown = said.has(own);
      if (isKnown && fresh.length === 0 && member.proposals.length === 0) continue;
      if (kept.length > 0 && said.size + fresh.length + (isKnown ? 0 : 1) > MAX_RELATED + 1) {
        this.isShortened = true;
        break;
      }
      for (const one of [own, ...fresh.map(identity)]) said.add(one);
      kept.push({ ...member, related: fresh });
    }
    this.members = kept;
    this.size = said.size;
  }
}

function unsaid(places: readonly RelatedPlace[], first: Draft): readonly RelatedPlace[] {
  const said = new Set(placesOf(first).map(identity));
  return places.filter((place) => {
    const isNew = !said.has(identity(place));
    said.add(identity(place));
    return isNew;
  });
}

/** What a draft adds to another one. */
function placesOf({ message, location, related }: Draft): readonly RelatedPlace[] {
  return [{ message, location }, ...related];
}

function identity({ message, location: { path, startLine, startColumn } }: { readonly message: string; readonly location: Place }): string {
  return `${startLine}:${startColumn}:${path}\n${message}`;
}

function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b;
}

function compareDrafts(a: Draft, b: Draft): number {
  return (
    compareTexts(a.location.path, b.location.path) ||
    a.location.startLine - b.location.startLine ||
    a.location.startColumn - b.location.startColumn ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.message, b.message) ||
    compareTexts(a.function ?? '', b.function ?? '') ||
    compareRelated(a.related, b.related)
  );
}

/** Drafts of two projects may differ in these alone. */
function compareRelated(a: Draft['related'], b: Draft['related']): number {
  for (const [index, place] of a.entries()) {
    const other = b[index];
    const difference = other ? compareTexts(identity(place), identity(other)) : 1;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
