import type { Schemas } from '@ecommerce/client';

/** A product as staff see it, whatever its status. */
export type Product = Schemas['products']['OwnDetailedProduct'];
export type Variant = Product['variants'][number];
export type NewVariant = Schemas['products']['NewVariantBody'];
export type VariantPatch = Schemas['products']['PatchVariantBody'];

/** A product has up to three options. */
export const OPTION_POSITIONS = [1, 2, 3] as const;

const TEXTS = ['sku', 'barcode', 'imageId'] as const;
const NUMBERS = ['compareAtPrice', 'weightGrams', 'lowStockAt'] as const;
const OPTION = 'options.';

/** Returns the values of a variant's options, such as `M / blue`; empty for one without options. */
export const variantName = ({ options }: Pick<Variant, 'options'>): string => Object.values(options).join(' / ');

/** Whether the options of a product can be named: those of several variants have to be the same. */
export const canNameOptions = ({ variants }: Pick<Product, 'variants'>): boolean => variants.length === 1;

/** Returns the name under which a form holds the value of an option, which is also how the API names it in an error. */
export const optionField = (name: string): string => `${OPTION}${name}`;

/** Returns the options of a form, in its order; those without a name or a value are left out. */
const optionsIn = (fields: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([field, value]) => field.startsWith(OPTION) && field !== OPTION && value !== '')
      .map(([field, value]) => [field.slice(OPTION.length), value]),
  );

/** Returns the body that adds a variant, without the fields that were left empty. */
export const newVariantOf = (fields: Record<string, string>): NewVariant => ({
  options: optionsIn(fields),
  price: Number(fields.price),
  ...Object.fromEntries(TEXTS.flatMap((name) => (fields[name] ? [[name, fields[name]]] : []))),
  ...Object.fromEntries(
    [...NUMBERS, 'quantity' as const].flatMap((name) => (fields[name] ? [[name, Number(fields[name])]] : [])),
  ),
});

/** Returns the body that changes a variant: only what differs, and `null` for a field that was emptied. */
export const variantChangesOf = (before: Variant, fields: Record<string, string>): VariantPatch => {
  const options = optionsIn(fields);
  const price = Number(fields.price);
  const optional = [
    ...TEXTS.map((name) => [name, before[name], fields[name] || undefined]),
    ...NUMBERS.map((name) => [name, before[name], fields[name] ? Number(fields[name]) : undefined]),
  ] as const;
  return {
    ...(JSON.stringify(options) !== JSON.stringify(before.options) && { options }),
    ...(price !== before.price && { price }),
    ...Object.fromEntries(
      optional.filter(([, was, is]) => was !== is).map(([name, , is]) => [name, is === undefined ? null : is]),
    ),
  };
};
