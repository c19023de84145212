import type { Location } from '../diagnostic.js';
import type { ProjectFiles } from '../project/files.js';
import { literal } from '../project/text.js';

/** Where an environment gives hidden parameters their values. One whose place is not found may stand anywhere in the file. */
export function givenSecrets({ stacks }: ProjectFiles, textOf: (path: string) => string | undefined): readonly Location[] {
  return stacks.flatMap(({ template, given }) =>
    template.parameters.flatMap(({ name, noEcho }): Location[] => {
      const value = noEcho ? given?.get(name) : undefined;
      if (value?.state !== 'known' || value.value.kind !== 'text') return [];
      const { path, start, end } = value.at;
      const text = textOf(path) ?? '';
      return [text.slice(start, end) === literal(value.value.text) ? value.at : { path, start: 0, end: text.length }];
    }),
  );
}
