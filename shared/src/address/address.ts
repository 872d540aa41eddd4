import * as z from 'zod';
import { singleLineText } from '../texts.ts';
import { COUNTRIES } from './countries.ts';
import { isCountry } from './country.ts';
import { latinDigits, normalPostalCode } from './postalCode.ts';

/** Emoji and flags: neither labels nor invoices print them. Digits and signs such as ® stay. */
const EMOJI = /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f/u;

const MAX_LINE = 128; // a full name's: account.ts

const line = singleLineText(MAX_LINE).refine((text) => !EMOJI.test(text), 'must not hold emoji');

/** A field that may be left out, or empty as forms send it. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional()).optional();

const Country = z
  .string()
  .trim()
  .max(16, { abort: true })
  .toUpperCase()
  .refine(isCountry, 'must be a country code of ISO 3166-1 with two letters')
  .meta({ description: 'ISO 3166-1 alpha-2' });

const Phone = singleLineText(40)
  .transform((text) => latinDigits(text.normalize('NFKC')))
  .refine((text) => /^\+?[\d ()./x#-]+$/.test(text) && text.replace(/\D/g, '').length >= 3, 'must be a phone number');

/** The fields of an address, to build a schema that has others beside them; `normalAddress` checks them together. */
export const addressFields = {
  name: line,
  company: optional(line),
  line1: line,
  line2: optional(line),
  postalCode: optional(singleLineText(32)).meta({
    description:
      'In the form of the country; required where its post needs one. Normalised: `sw1a1aa` becomes `SW1A 1AA`.',
  }),
  city: line,
  region: optional(line).meta({
    description:
      'ISO 3166-2, with or without the country (`US-NY`, `NY`), where the country needs a region (US, CA, AU, BR, …); elsewhere any text.',
  }),
  country: Country,
  phone: optional(Phone),
};

type AddressFields = z.output<z.ZodObject<typeof addressFields>>;

/**
 * Checks the fields of an address that depend on its country, and writes them as its post does.
 *
 * @example z.strictObject({ ...addressFields, isDefault: z.boolean() }).transform(normalAddress)
 */
export const normalAddress = <Fields extends AddressFields>(fields: Fields, context: z.RefinementCtx): Fields => {
  const rules = COUNTRIES[fields.country] ?? {};
  const refuse = (field: 'postalCode' | 'region', message: string) =>
    context.issues.push({ code: 'custom', path: [field], message, input: fields[field] });
  const postalCode = fields.postalCode && normalPostalCode(fields.country, fields.postalCode);
  const region = fields.region && normalRegion(fields.country, fields.region);
  if (fields.postalCode !== undefined && postalCode === undefined) {
    refuse(
      'postalCode',
      `is not a postal code of ${fields.country}${rules.example ? `, such as ${rules.example}` : ''}`,
    );
  }
  if (rules.needsPostalCode && fields.postalCode === undefined) refuse('postalCode', `is needed in ${fields.country}`);
  if (rules.regions && region === undefined) {
    const example = `such as ${fields.country}-${rules.regions.split(' ', 1)}`;
    const isGiven = fields.region !== undefined;
    refuse(
      'region',
      isGiven ? `is not a region of ${fields.country}, ${example}` : `is needed in ${fields.country}, ${example}`,
    );
  }
  return { ...fields, postalCode, region };
};

/** A region as its ISO 3166-2 code where the country needs one, else as it is. */
const normalRegion = (country: string, region: string): string | undefined => {
  const { regions } = COUNTRIES[country] ?? {};
  if (regions === undefined) return region;
  const given = region.normalize('NFKC').toUpperCase();
  const code = given.startsWith(`${country}-`) ? given.slice(country.length + 1) : given;
  return regions.split(' ').includes(code) ? `${country}-${code}` : undefined;
};

/**
 * Reads a postal address of any country: postal codes and regions are checked against what the country's post needs and are normalised.
 * Which places, streets and codes exist is not checked: no delivery may be refused for data that is out of date.
 */
export const Address = z.strictObject(addressFields).transform(normalAddress);

/** A postal address in its normal form. */
export type Address = z.output<typeof Address>;
