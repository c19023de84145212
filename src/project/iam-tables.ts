import { defineAnalysis } from '../analysis.js';
import { createIamTables } from '../data/iam-tables.js';
import type { IamTables, ReadTable } from '../data/iam-tables.js';
import { tableReader } from './inputs.js';

/** The texts behind one reader never change: a repository with many projects unpacks and indexes each of them once. */
const known = new WeakMap<ReadTable, IamTables>();

/** What IAM checks for the operations of the SDKs, and what its actions are. Services are read as they are asked for. */
export const iamTables = defineAnalysis({
  name: 'iamTables',
  requires: { tableReader },
  run: ({ tableReader: read }): IamTables => {
    const tables = known.get(read) ?? createIamTables(read);
    known.set(read, tables);
    return tables;
  },
});
