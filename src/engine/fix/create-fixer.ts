import { placeOfChange } from '../../change.js';
import type { Change, Proposal } from '../../change.js';
import type { Edit, Fix, Location } from '../../diagnostic.js';
import { readScript } from '../../source/read-script.js';
import type { ReadScript, ScriptSyntax } from '../../source/read-script.js';
import { parseYaml } from '../../source/yaml.js';
import type { Places } from '../places.js';
import { editCode } from './code-edits.js';
import { TemplateEditor } from './template-edits.js';
import type { TemplateChange } from './template-edits.js';

/** Turns what rules propose into edits of files, as far as these can be edited. */
export type Fixer = (proposals: readonly Proposal[]) => readonly Fix[];

/** Characters of one script that are looked through for all clients in it that are moved: each look goes over all of it. */
const MAX_LOOKED_THROUGH = 30_000_000;

export function createFixer(places: Places): Fixer {
  const lookedThrough = new Map<string, number>();
  const read = keptScript();
  const editedCode = (path: string, text: string, changes: Parameters<typeof editCode>[2]): ReturnType<typeof editCode> => {
    const characters = (lookedThrough.get(path) ?? 0) + (changes.every(({ kind }) => kind === 'text' || kind === 'unsuppress') ? 0 : text.length);
    lookedThrough.set(path, characters);
    return characters > MAX_LOOKED_THROUGH ? undefined : editCode(path, text, changes, read);
  };
  const editors = new Map<string, TemplateEditor | undefined>();
  const editorOf = (path: string): TemplateEditor | undefined => {
    const text = places.textOf(path) ?? '';
    if (!editors.has(path)) editors.set(path, TemplateEditor.open(text, parseYaml));
    return editors.get(path);
  };

  function toFix({ title, applicability, changes }: Proposal): readonly Fix[] {
    const edits: Edit[] = [];
    for (const path of new Set(changes.map(pathOf))) {
      const own = changes.filter((change) => pathOf(change) === path);
      if (!own.every((change) => isEditable(placeOfChange(change), places))) return [];
      const inTemplate = own.filter(isTemplateChange);
      const inCode = own.filter((change) => !isTemplateChange(change));
      const made = inTemplate.length === 0 ? editedCode(path, places.textOf(path) ?? '', inCode) : inCode.length === 0 ? editorOf(path)?.edit(inTemplate) : undefined;
      if (!made) return [];
      edits.push(...made.map(({ start, end, text }) => ({ path, start, end, text })));
    }
    return edits.length === 0 ? [] : [{ title, applicability, edits }];
  }

  return (proposals) => {
    const fixes = proposals.flatMap(toFix);
    // Several functions may have the same to be cured at one place, and there may be several ways to do one thing.
    return fixes.filter((fix, index) => fixes.findIndex((other) => other.title === fix.title || JSON.stringify(other.edits) === JSON.stringify(fix.edits)) === index);
  };
}

function isTemplateChange(change: Change): change is TemplateChange {
  return change.kind !== 'text' && change.kind !== 'unsuppress' && change.kind !== 'hoist' && change.kind !== 'client';
}

function pathOf(change: Change): string {
  return placeOfChange(change).path;
}

/** Code inside a template is written with the template's escapes, and bytes that are no text would be lost. */
function isEditable(at: Location, places: Places): boolean {
  return !at.path.includes('#') && places.textOf(at.path)?.includes('\uFFFD') === false;
}

/** The script that was read last is kept: each fix of it asks. */
function keptScript(): ReadScript {
  let last: { readonly path: string; readonly text: string; readonly syntax: ScriptSyntax } | undefined;
  return (path, text) => {
    if (last?.path !== path || last.text !== text) last = { path, text, syntax: readScript(path, text) };
    return last.syntax;
  };
}
