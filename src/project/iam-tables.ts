import { defineAnalysis } from '../analysis.js';
import { createIamTables } from '../data/iam-tables.js';
import { tableReader } from './inputs.js';

/** What IAM checks for the operations of the SDKs, and what its actions are. Services are read as they are asked for. */
export const iamTables = defineAnalysis({
  name: 'iamTables',
  requires: { tableReader },
  run: ({ tableReader: read }) => createIamTables(read),
});
