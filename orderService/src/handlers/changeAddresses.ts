import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { changeAddressesRoute } from '../addresses/addressRoutes.ts';
import { changeAddresses } from '../addresses/changeAddresses.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/** `PATCH /orders/{id}/addresses` → 200, the caller's own order, or any for staff. */
export const handler = httpHandler(changeAddressesRoute, async ({ path: { id }, body, caller }) =>
  respond(orderDetails(await changeAddresses(caller, id, body), caller)),
);
