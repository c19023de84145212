import { expect, test } from 'vitest';

import { declaredVariables } from '../../src/project/environment.js';
import { environmentSizes } from '../../src/project/function-totals.js';
import { functions } from '../../src/project/functions.js';
import { known } from '../../src/resolved.js';
import { projectOf } from './templates.js';

const globals = 'Transform: AWS::Serverless-2016-10-31\nGlobals: { Function: { Environment: { Variables: { STAGE: dev, TABLE: orders } } } }\nResources:\n';
const fn = (id: string, properties = '{ Handler: orders.handler }'): string => `  ${id}: { Type: AWS::Serverless::Function, Properties: ${properties} }\n`;
const template = `${globals}${fn('Orders')}${fn('Refunds', '{ Environment: { Variables: { TABLE: refunds } } }')}${fn('Invoices')}`;

test('variables of Globals are read once for all functions that have no others', () => {
  const [orders, refunds, invoices] = projectOf(template).answers({ functions }).functions.map(({ environment }) => known(environment));
  expect(invoices).toBe(orders);
  expect(refunds?.get('STAGE')).toBe(orders?.get('STAGE'));
  expect(refunds?.get('TABLE')).not.toBe(orders?.get('TABLE'));
});

test('variables name all that have them, in the order of the functions', () => {
  const found = projectOf(template).answers({ declaredVariables }).declaredVariables;
  expect(found.map(({ name, owners }) => [name, ...owners.map(({ logicalId }) => logicalId)])).toEqual([
    ['STAGE', 'Orders', 'Refunds', 'Invoices'],
    ['TABLE', 'Orders', 'Invoices'],
    ['TABLE', 'Refunds'],
  ]);
});

test('variables that the same functions have share the list of these', () => {
  const [stage, table] = projectOf(`${globals}${fn('Orders')}${fn('Invoices')}`).answers({ declaredVariables }).declaredVariables;
  expect(table?.owners).toBe(stage?.owners);
});

test('functions with as many bytes from the same place are one entry', () => {
  const found = projectOf(`${globals}${fn('Orders')}${fn('Invoices')}`).answers({ environmentSizes }).environmentSizes;
  expect(found.map(({ value, owners }) => [value, ...owners.map((owner) => owner.fn)])).toEqual([['STAGEdevTABLEorders'.length, 'Orders', 'Invoices']]);
});
