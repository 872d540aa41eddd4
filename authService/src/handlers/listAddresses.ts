import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { listAddresses } from '../addressBook/addressBook.ts';
import { listAddressesRoute } from '../addressBook/addressBookRoutes.ts';

/** Returns the caller's address book. */
export const handler = httpHandler(listAddressesRoute, async ({ caller }) =>
  respond({ addresses: await listAddresses(caller.userId) }),
);
