import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PROVIDED_VARIABLES, RESERVED_VARIABLES } from '../../src/data/environment.js';
import { LIMITS } from '../../src/data/limits.js';
import { parseRuntimeTable } from '../../src/data/runtime-table.js';
import { RUNTIMES, RUNTIMES_AS_OF } from '../../src/data/runtimes.js';
import { GLOBALS_SECTIONS, SAM_EVENT_TRIGGERS } from '../../src/data/sam.js';
import { SECRET_PATTERNS } from '../../src/data/secret-patterns.js';
import { TRIGGERS } from '../../src/data/triggers.js';

const root = new URL('../../', import.meta.url);
const runtimesJson: unknown = JSON.parse(readFileSync(new URL('data/runtimes.json', root), 'utf8'));

describe('generated modules', () => {
  it('are what data/*.json gives', () => {
    const run = spawnSync(process.execPath, ['scripts/data.mjs', '--check'], { cwd: fileURLToPath(root), encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });
});

describe('runtimes', () => {
  it('are known with well-formed dates in order', () => {
    const ids = RUNTIMES.map((runtime) => runtime.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(['nodejs24.x', 'nodejs18.x', 'python3.13', 'java21', 'dotnet8', 'provided.al2023', 'go1.x']));
    for (const { deprecation, blockCreate, blockUpdate, successor } of RUNTIMES) {
      for (const date of [deprecation, blockCreate, blockUpdate, RUNTIMES_AS_OF]) if (date !== null) expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
      if (blockCreate !== null && blockUpdate !== null) expect(blockCreate <= blockUpdate).toBe(true);
      if (successor !== null) expect(ids).toContain(successor);
    }
  });

  it('can be replaced by a file of the same shape', () => {
    expect(parseRuntimeTable(runtimesJson)).toEqual({ table: { asOf: RUNTIMES_AS_OF, runtimes: RUNTIMES } });
    const smallest = { asOf: '2026-11-20', runtimes: [{ id: 'nodejs24.x', family: 'nodejs' }] };
    expect(parseRuntimeTable(smallest)).toMatchObject({ table: { runtimes: [{ deprecation: null, successor: null, inlineCode: false }] } });
  });

  it.each([
    [[], 'the runtime table is not an object'],
    [{ asOf: '2026-13-01', runtimes: [] }, "'asOf' is not a date"],
    [{ asOf: '2026-02-30', runtimes: [] }, "'asOf' is not a date"],
    [{ asOf: '2026-11-20', runtimes: [] }, "'runtimes' is not a list"],
    [{ asOf: '2026-11-20', runtimes: [{ family: 'nodejs' }] }, "'runtimes[0].id' is not a string"],
    [{ asOf: '2026-11-20', runtimes: [{ id: 'x', family: 'y', blockCreate: '1 May' }] }, "'blockCreate' of runtime 'x'"],
    [{ asOf: '2026-11-20', runtimes: [{ id: 'x', family: 'y' }, { id: 'x', family: 'y' }] }, "runtime 'x' is listed twice"],
  ])('names what is wrong in %j', (json, message) => {
    const result = parseRuntimeTable(json);
    expect('error' in result ? result.error : '').toContain(message);
  });
});

describe('the other tables', () => {
  it('hold 40 triggers, and every SAM event leads to one', () => {
    const kinds = TRIGGERS.map((trigger) => trigger.kind);
    expect(new Set(kinds).size).toBe(40);
    for (const [event, kind] of SAM_EVENT_TRIGGERS) expect(TRIGGERS.find((trigger) => trigger.kind === kind)?.samEvents).toContain(event);
  });

  it('hold the names that Lambda sets', () => {
    expect(RESERVED_VARIABLES.size).toBe(21);
    expect(PROVIDED_VARIABLES.has('AWS_REGION') && PROVIDED_VARIABLES.has('NODE_ENV') && PROVIDED_VARIABLES.has('TZ')).toBe(true);
    expect(RESERVED_VARIABLES.has('TZ')).toBe(false);
  });

  it('hold limits and Globals', () => {
    expect(LIMITS.timeoutSeconds).toMatchObject({ min: 1, max: 900, default: 3, managedInstanceMax: 5400 });
    expect(LIMITS.zipBytes.unzippedWithLayers).toBe(250 * 1024 * 1024);
    expect(GLOBALS_SECTIONS.get('Function')?.keys).toContain('Timeout');
    expect(GLOBALS_SECTIONS.get('Function')?.keys).not.toContain('Role');
  });

  it('hold patterns that compile, with keywords in lower case', () => {
    for (const { id, pattern, keyword, hint } of SECRET_PATTERNS) {
      expect(() => new RegExp(pattern), id).not.toThrow();
      expect(keyword).toBe(keyword.toLowerCase());
      expect(hint !== undefined || keyword.length >= 2, id).toBe(true);
    }
  });
});
