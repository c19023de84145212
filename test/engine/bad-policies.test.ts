import { describe, expect, test } from 'vitest';

import { BUILT_IN_RUNTIMES } from '../../src/data/runtime-table.js';
import { findCandidates } from '../../src/engine/discover.js';
import { vet } from '../../src/engine/vet.js';
import { memorySource } from '../../src/source/memory-source.js';
import { RULES } from '../../rules/index.js';
import { TODAY } from '../fixture-runner.js';
