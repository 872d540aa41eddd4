import * as z from 'zod';

/** Body of `POST /orders/{id}/claim`: the key of a guest's order. */
export const ClaimBody = z.strictObject({ key: z.string().min(1).max(100) });
