import { multiLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { RequestedItems } from '../order/requestedItems.ts';

/** Body of `POST /orders/{id}/returns`. */
export const ReturnBody = z.strictObject({ items: RequestedItems, reason: multiLineText(500) });
export type ReturnRequest = z.infer<typeof ReturnBody>;

/** Body of `POST /orders/{id}/returns/{rid}/receive`: whether the units go back into stock. */
export const ReceiveReturnBody = z.strictObject({ restock: z.boolean() });

/** Path of the routes of one return. */
export const ReturnPath = z.object({ id: z.string().max(128), rid: z.string().max(128) });
