import { createRequire } from 'node:module';

/** Replaced at build time by the path of the bundled copy: only runs that name an environment of SAM read TOML. */
declare const __TOML_MODULE__: string | undefined;

export type TomlReading =
  | { readonly ok: true; readonly data: unknown }
  /** `line` is 1-based. */
  | { readonly ok: false; readonly line: number; readonly message: string };

type Library = typeof import('smol-toml');

/** Reads a TOML text; where it is broken, the first error. */
export function readToml(text: string): TomlReading {
  const library = createRequire(import.meta.url)(typeof __TOML_MODULE__ === 'string' ? __TOML_MODULE__ : 'smol-toml') as Library;
  try {
    return { ok: true, data: library.parse(text.replace(/^\uFEFF/, '')) };
  } catch (error) {
    if (!(error instanceof library.TomlError)) throw error;
    const [, reason = 'it cannot be read'] = /^(?:Invalid TOML document: )?([^\n]*)/.exec(error.message) ?? [];
    return { ok: false, line: error.line, message: `It is not valid TOML: ${reason}` };
  }
}
