import type { Sidecar } from '@ecommerce/platform';
import { gatewayOf } from './gateway.ts';
import { pagesOf } from './pages.ts';
import { payments } from './payments.ts';

/** The servers next to the stacks of the repository in `root`. */
export const shopSidecars = (root: string): Sidecar[] => [gatewayOf(root), payments, pagesOf(root)];
