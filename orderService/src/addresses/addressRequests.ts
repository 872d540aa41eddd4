import { Address } from '@ecommerce/shared/address/address.ts';
import * as z from 'zod';

/** Body of `PATCH /orders/{id}/addresses`: one address or both. */
export const AddressesBody = z
  .strictObject({ shippingAddress: Address.optional(), billingAddress: Address.optional() })
  .refine(({ shippingAddress, billingAddress }) => shippingAddress ?? billingAddress, 'must hold an address');
export type AddressesRequest = z.infer<typeof AddressesBody>;
