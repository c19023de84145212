import { joinPath, parentFolder } from '../../project/paths.js';
import type { FileSource } from '../../source/file-source.js';

/** One line of a `requirements.txt`. */
export interface Requirement {
  /** Normalised as pip does: small letters, dashes. */
  readonly name: string;
  readonly hasExtras: boolean;
  /** `==1.2.3`, as written. */
  readonly version: string;
}

const LINE = /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*([^;@]*)(?:;.*)?$/;
/** Options that change where pip looks, not what it installs. */
const HARMLESS = /^(?:-i|--index-url|--extra-index-url|--trusted-host|--no-binary|--only-binary|--prefer-binary|--require-hashes|-c|--constraint|--pre|--find-links|-f|--platform)\b/;
const MAX_DEPTH = 5;

/** What a list for pip names, other lists that it includes too; undefined where a line installs something that has no name here. */
export function readRequirements(source: FileSource, path: string, depth = 0): readonly Requirement[] | undefined {
  const text = source.read(path);
  if (text === undefined || depth > MAX_DEPTH) return undefined;
  const found: Requirement[] = [];
  for (const raw of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const line = raw.replace(/(?:^|\s)#.*$/, '').replace(/\s--(?:hash|config-settings|global-option)[=\s]\S+/g, '').trim();
    if (line === '' || HARMLESS.test(line)) continue;
    const included = /^(?:-r|--requirement)[=\s]*(\S+)$/.exec(line)?.[1];
    if (included !== undefined) {
      const below = joinPath(parentFolder(path), included);
      const others = below === undefined ? undefined : readRequirements(source, below, depth + 1);
      if (!others) return undefined;
      found.push(...others);
      continue;
    }
    const [, name, extras, version = ''] = LINE.exec(line) ?? [];
    if (name === undefined) return undefined;
    found.push({ name: name.replace(/[-_.]+/g, '-').toLowerCase(), hasExtras: extras !== undefined, version: version.trim() });
  }
  return found;
}
