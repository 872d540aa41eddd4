import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { removeAddress } from '../addressBook/addressBook.ts';
import { removeAddressRoute } from '../addressBook/addressBookRoutes.ts';

/** Removes an address of the caller's. */
export const handler = httpHandler(removeAddressRoute, async ({ caller, path }) => {
  await removeAddress(caller.userId, path.id);
  return respond({ msg: 'Address removed.' });
});
