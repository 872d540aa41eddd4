import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { replaceAddress } from '../addressBook/addressBook.ts';
import { replaceAddressRoute } from '../addressBook/addressBookRoutes.ts';

/** Replaces an address of the caller's. */
export const handler = httpHandler(replaceAddressRoute, async ({ caller, path, body }) =>
  respond(await replaceAddress(caller.userId, path.id, body)),
);
