import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addAddress } from '../addressBook/addressBook.ts';
import { addAddressRoute } from '../addressBook/addressBookRoutes.ts';

/** Adds an address to the caller's address book. */
export const handler = httpHandler(addAddressRoute, async ({ caller, body, idempotencyKey }) =>
  respond(await addAddress(caller.userId, body, idempotencyKey)),
);
