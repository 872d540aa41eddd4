import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformStack } from '@ecommerce/platform';
import { findStacks } from '@ecommerce/platform/stacks';

/** Ports of the services' APIs, relative to the platform's base port. */
const portOffsets: Readonly<Record<string, number>> = {
  authService: 1,
  bannerService: 2,
  categoryService: 3,
  productService: 4,
  orderService: 5,
  graphql: 13,
};

/** Stacks that own no data, and are packages of `shared`. */
const OF_SHARED = ['graphql'];

/** Returns the folder of a stack, relative to the repository's root. */
export const stackFolder = (name: string): string =>
  [GATEWAY.name, EVENTS.name, ...OF_SHARED].includes(name) ? `shared/${name}` : name;

/** The stack of the stage's one address, which is optional. On this machine the platform itself serves its paths. */
export const GATEWAY: PlatformStack = {
  name: 'gateway',
  folder: 'shared/gateway',
  sharedSources: ['shared/serverless/readParameters.cjs'],
};

/** The optional stack that forwards events to Kafka and to an event bus. */
export const EVENTS: PlatformStack = {
  name: 'events',
  folder: 'shared/events',
  sharedSources: ['shared/serverless', 'shared/src'],
};

/** Returns whether stage parameters (`name=value`) ask for the stack that forwards events. */
export const forwardsEvents = (params: readonly string[]): boolean => {
  const given = (name: string) => params.findLast((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return (given('kafkaBrokers') ?? 'none') !== 'none' || given('eventBus') === 'yes';
};

/** Returns the shop's stacks below `root`: the services and GraphQL, as far as they are there. */
export const shopStacks = (root: string): PlatformStack[] => {
  const ofShared = OF_SHARED.map((name) => ({ name, folder: stackFolder(name) }));
  return [...findStacks(root), ...ofShared.filter(({ folder }) => existsSync(join(root, folder)))].map((stack) => {
    const portOffset = portOffsets[stack.name];
    return {
      ...stack,
      sharedSources: ['shared/serverless', stack.name === 'graphql' ? 'shared/client/src' : 'shared/src'],
      ...(portOffset === undefined ? {} : { portOffset }),
    };
  });
};
