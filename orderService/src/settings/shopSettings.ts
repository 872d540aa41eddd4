import { Address } from '@ecommerce/shared/address/address.ts';
import { singleLineText } from '@ecommerce/shared/texts.ts';
import * as z from 'zod';
import { version } from './settingsFields.ts';

/** A VAT id of any country, in its normal form: `DE123456789`, `CHE-123.456.789 MWST`. */
export const VatId = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z\d][A-Z\d .+*/-]{2,28}[A-Z\d]$/, 'must be a VAT id such as DE123456789');

/** Body of `PUT /settings/shop`. */
export const ShopSettingsBody = z.strictObject({
  name: singleLineText(100).optional(),
  legalAddress: Address.optional(),
  vatId: VatId.optional(),
  logo: z
    .url({ protocol: /^https$/ })
    .max(2048)
    .meta({ description: 'The https address of a picture.' })
    .optional(),
  returnAddress: Address.optional(),
  version,
});

/** Who the shop is, for invoices and emails. */
export type ShopSettings = Omit<z.infer<typeof ShopSettingsBody>, 'version'>;
