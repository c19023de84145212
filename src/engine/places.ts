import type { Location, Place } from '../diagnostic.js';
import type { TemplateFacts } from '../facts/model.js';
import type { FileSource } from '../source/file-source.js';
import { SourceFile } from '../source/source-file.js';
import { createConstructFinder } from './find-construct.js';
import type { Construct } from './find-construct.js';
import { toHostSpan } from './inline-code.js';
import type { InlineMap } from './inline-code.js';

/** Turns locations into places of real files, code inside templates included. */
export interface Places {
  toPlace(location: Location): Place;
  lineText(place: Place): string;
  textOf(path: string): string | undefined;
  /** The CDK constructs that the resource around a location comes from, or the functions that run the code there. */
  constructsAt(location: Location): readonly Construct[];
}

/** Reads a file again only when a finding is in it. */
export function createPlaces(source: FileSource, inlineMaps: ReadonlyMap<string, InlineMap>, templates: readonly TemplateFacts[] = []): Places {
  const constructs = createConstructFinder(source, templates);
  const sources = new Map<string, SourceFile | undefined>();

  function fileAt(path: string): SourceFile | undefined {
    if (!sources.has(path)) {
      const text = source.read(path);
      sources.set(path, text === undefined ? undefined : new SourceFile(path, text));
    }
    return sources.get(path);
  }

  return {
    toPlace(location) {
      const map = inlineMaps.get(location.path);
      const span = map ? toHostSpan(map, location.start, location.end) : location;
      const path = map?.host ?? location.path;
      const region = fileAt(path)?.region(span.start, span.end) ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
      return { path, ...region };
    },
    lineText: ({ path, startLine }) => fileAt(path)?.lines.lineText(startLine) ?? '',
    textOf: (path) => fileAt(path)?.text,
    constructsAt: ({ path, start }) => {
      const map = inlineMaps.get(path);
      return constructs.find(map?.host ?? path, map ? map.whole.start : start);
    },
  };
}
