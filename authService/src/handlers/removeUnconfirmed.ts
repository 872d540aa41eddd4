import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { removeUnconfirmed } from '../signUp/removeUnconfirmed.ts';

/** Scheduled: removes the accounts that nobody has confirmed within a day. */
export const handler = eventHandler(async () => ({ removed: await removeUnconfirmed() }));
