import type { PlatformStack } from '@ecommerce/platform';
import { findStacks } from '@ecommerce/platform/stacks';

/** Ports of the services' APIs, relative to the platform's base port. */
const portOffsets: Readonly<Record<string, number>> = {
  authService: 1,
  bannerService: 2,
  categoryService: 3,
  productService: 4,
  orderService: 5,
};

/** Returns the shop's stacks below `root`. */
export const shopStacks = (root: string): PlatformStack[] =>
  findStacks(root).map((stack) => {
    const portOffset = portOffsets[stack.name];
    return {
      ...stack,
      sharedSources: ['shared/src', 'shared/serverless'],
      ...(portOffset === undefined ? {} : { portOffset }),
    };
  });
