// How often each part of the code below a folder runs: what V8 counts for coverage is the same on every machine and at any load.
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Must be made before the code is loaded: what is compiled already is not counted. Throws where the inspector refuses. */
export function createCounter(folder) {
  const session = new Session();
  session.connect();
  const post = (method, parameters) => {
    let answer;
    // A session of the thread itself answers before it returns.
    session.post(method, parameters, (error, result) => {
      if (error) throw new Error(`${method}: ${error.message}`);
      answer = result;
    });
    return answer;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const prefix = pathToFileURL(folder).href;
  const placeOf = createPlaces();
  const take = () => post('Profiler.takePreciseCoverage').result.filter(({ url }) => url.startsWith(prefix));
  return (action) => {
    take();
    action();
    const steps = new Map();
    for (const { url, functions } of take()) {
      for (const { functionName, ranges } of functions) {
        for (const { startOffset, count } of ranges) steps.set(placeOf(url, startOffset, functionName), count);
      }
    }
    return steps;
  };
}

/** The bundler says before each module which one it is. */
function createPlaces() {
  const texts = new Map();
  const known = new Map();
  const textOf = (url) => texts.get(url) ?? texts.set(url, readFileSync(fileURLToPath(url), 'utf8')).get(url);
  const describe = (url, offset, name) => {
    const text = textOf(url);
    const before = text.slice(0, offset);
    const [, path = url] = /^\/\/ (\S+)$/m.exec(before.slice(before.lastIndexOf('\n// ') + 1)) ?? [];
    const line = text.slice(offset, offset + 60).split('\n', 1)[0].trim();
    return `${path} ${name || '(anonymous)'}: ${line} @${offset}`;
  };
  return (url, offset, name) => {
    const key = `${url} ${offset} ${name}`;
    return known.get(key) ?? known.set(key, describe(url, offset, name)).get(key);
  };
}
