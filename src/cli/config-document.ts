import type { Precision, Severity } from '../diagnostic.js';
import type { FailOn, PresetName } from './selection.js';

/** A configuration as written: what schema/lambdavet.config.schema.json lets pass. */
export interface ConfigDocument {
  readonly extends?: string | readonly string[];
  readonly preset?: PresetName;
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
  readonly exclude?: readonly string[];
  readonly configEnv?: string;
  readonly heavyPackageMegabytes?: number;
  readonly failOn?: FailOn;
  readonly minSeverity?: Severity;
  readonly minPrecision?: Precision;
}
