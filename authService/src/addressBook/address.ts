import { addressFields, normalAddress } from '@ecommerce/shared/address/address.ts';
import * as z from 'zod';

/** An address as a client sends it. `isDefault: false` is the same as none: another one becomes the default by saying so. */
export const AddressBody = z
  .strictObject({ ...addressFields, isDefault: z.boolean().optional() })
  .transform(normalAddress);
export type AddressBody = z.output<typeof AddressBody>;

/** An address in somebody's book. Exactly one of a book is the default. */
export type SavedAddress = AddressBody & {
  id: string;
  isDefault: boolean;
  /** Of the body that created it. */
  requestHash: string;
};
