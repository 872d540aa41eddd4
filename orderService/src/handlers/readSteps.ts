import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { readSteps } from '../workflow/readSteps.ts';

/** Workflow task: what the rows of some orders call for. */
export const handler = eventHandler(({ orderIds }: { orderIds: string[] }) => readSteps(orderIds));
