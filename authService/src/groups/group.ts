import * as z from 'zod';

/** A group of the user pool. Everything that staff may do, an admin may do. */
export const Group = z.enum(['admin', 'staff']);
export type Group = z.infer<typeof Group>;
