import type { FactsCache } from '../../src/facts/cache.js';
import type { FactsCaches } from '../../src/engine/load.js';
import { createCaches } from '../../src/engine/vet.js';
import type { Seeds } from './seeds.js';

/** Caches for one case each: most of its files are those of a fixture as they are, and are read once for all cases. */
export type CachesOfCase = () => FactsCaches;

/** Remembers what the fixtures' own files say. */
export function rememberSeeds({ byKind }: Seeds): CachesOfCase {
  const known = new Set(Object.values(byKind).flat());
  const templates = createShared<ReturnType<FactsCaches['templates']['get']>>(known);
  const modules = createShared<ReturnType<FactsCaches['modules']['get']>>(known);
  return () => {
    const own = createCaches();
    return { templates: templates(own.templates), modules: modules(own.modules) };
  };
}

function createShared<T>(known: ReadonlySet<string>): (own: FactsCache<T>) => FactsCache<T> {
  const byPath = new Map<string, Map<string, T>>();
  return (own) => ({
    get(path, text, extract) {
      if (!known.has(text)) return own.get(path, text, extract);
      const byText = byPath.get(path) ?? new Map<string, T>();
      byPath.set(path, byText);
      const facts = byText.get(text) ?? extract();
      byText.set(text, facts);
      return facts;
    },
  });
}
