import { httpHandler, respond } from '@ecommerce/shared/http.ts';
import { addNote } from '../notes/addNote.ts';
import { addNoteRoute } from '../notes/noteRoutes.ts';
import { orderDetails } from '../orderDetails/orderDetails.ts';

/** `POST /orders/{id}/notes` (staff) → 200, the order with its notes. */
export const handler = httpHandler(addNoteRoute, async ({ path: { id }, body, caller, idempotencyKey }) =>
  respond(orderDetails(await addNote(caller, id, body.text, idempotencyKey), caller)),
);
