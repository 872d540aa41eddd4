import type { Sidecar } from '@ecommerce/platform';
import { gatewayOf } from './gateway.ts';
import { pagesOf } from './pages.ts';
import { paymentsOf } from './payments.ts';

/** The servers next to the stacks of the repository in `root`. With `gatewayOnly` the APIs reject requests that did not come through the gateway. */
export const shopSidecars = (root: string, { gatewayOnly = false } = {}): Sidecar[] => [
  gatewayOf(root, gatewayOnly),
  paymentsOf({ gatewayOnly }),
  pagesOf(root),
];
