import { defineAnalysis } from '../analysis.js';
import type { Location } from '../diagnostic.js';
import { known } from '../resolved.js';
import type { Known } from '../resolved.js';
import { definitions } from './definitions.js';
import type { EventRead } from './entry-functions.js';
import { member } from './evaluate.js';
import { functions } from './functions.js';
import type { LambdaFunction } from './functions.js';
import { stringOf } from './read-value.js';
import { stackOf } from './resource-id.js';
import { scopeWithin } from './template-scope.js';
import type { TemplateScope } from './template-scope.js';
import type { Trigger } from './trigger.js';

/** A read of an image of an item that no stream of the function delivers. */
export interface MissingImage {
  readonly fn: LambdaFunction;
  readonly image: Image;
  readonly view: Known<string>;
  readonly table: string;
  readonly at: Location;
}

type Image = 'NewImage' | 'OldImage';

/** Source: DynamoDB API Reference, StreamSpecification. */
const VIEWS: Readonly<Record<Image, string>> = { NewImage: 'NEW_IMAGE', OldImage: 'OLD_IMAGE' };

/** What handlers read of the records of streams, against what the tables put into them. */
export const missingImages = defineAnalysis({
  name: 'missingImages',
  requires: { functions, definitions },
  run: ({ functions: all, definitions: templates }): readonly MissingImage[] => {
    const scopes = new Map(templates.map(({ scope }) => [scope.key, scope]));
    return all.flatMap((fn) => {
      if (!fn.handlerCode) return [];
      const scope = scopes.get(stackOf(fn.key) ?? '');
      const streams = fn.triggers.filter(({ kind, isEnabled }) => kind === 'dynamodb-streams' && isEnabled);
      const views = scope ? streams.flatMap((trigger) => viewOf(scope, trigger) ?? []) : [];
      const [first] = views;
      // With a table that is not known, everything may come.
      if (!first || views.length < streams.length) return [];
      return readsOf(fn).flatMap(({ image, at }) => (views.some(({ view }) => delivers(view.value, image)) ? [] : [{ fn, image, ...first, at }]));
    });
  },
});

function viewOf(scope: TemplateScope, { source }: Trigger): Pick<MissingImage, 'view' | 'table'> | undefined {
  const located = source === undefined ? undefined : scope.locate(source);
  if (!located) return undefined;
  const { resource, scope: around } = located;
  const view = stringOf(scopeWithin(around, resource), member(around, resource.properties, 'StreamSpecification', 'StreamViewType'), around.at(resource.key));
  return view.state === 'known' && known(view) !== undefined ? { view, table: resource.logicalId } : undefined;
}

function delivers(view: string, image: Image): boolean {
  return view === 'NEW_AND_OLD_IMAGES' || view === VIEWS[image];
}

/** The first read of each image is what to look at. */
function readsOf({ handlerCode }: LambdaFunction): readonly { readonly image: Image; readonly at: Location }[] {
  const reads = (handlerCode?.entries ?? []).flatMap(({ eventReads }) => eventReads);
  return (['NewImage', 'OldImage'] as const).flatMap((image) => {
    const read = reads.find((one) => isOf(one, image));
    return read ? [{ image, at: read.at }] : [];
  });
}

function isOf({ path }: EventRead, image: Image): boolean {
  return path[0] === 'Records' && path[1] === '#item' && path[2] === 'dynamodb' && path[3] === image;
}
