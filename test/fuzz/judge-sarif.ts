import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Comes with the validator, which is there for Linux alone. */
const PACKAGE = '@microsoft/sarif-multitool-linux/package.json';

let validate: ValidateFunction | undefined;

/** How a text differs from the schema of SARIF 2.1.0; nothing where the schema is not installed. */
export function wrongSarif(text: string): readonly string[] {
  validate ??= compile();
  if (!validate || validate(JSON.parse(text))) return [];
  return (validate.errors ?? []).slice(0, 3).map(({ instancePath, message }) => `SARIF differs from its schema: ${instancePath} ${message}`);
}

function compile(): ValidateFunction | undefined {
  const schema = schemaFile();
  if (schema === undefined) return undefined;
  // Formats are judged by the validator of test/report.
  return new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(schema, 'utf8')));
}

function schemaFile(): string | undefined {
  try {
    const file = createRequire(import.meta.url).resolve(PACKAGE).replace(/package\.json$/, 'sarif-2.1.0.json');
    return existsSync(file) ? file : undefined;
  } catch {
    // The package is not there.
    return undefined;
  }
}
