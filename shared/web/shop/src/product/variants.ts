import type { DetailedProduct, Product, Variant } from '../catalogue/product.ts';
import type { Image } from '../parts/srcSet.ts';

type WithVariants = Pick<DetailedProduct, 'options' | 'variants'>;

/** Returns the variant that is named or, if there is no such, the first that can be bought. */
export const chosenVariant = ({ variants }: WithVariants, id: string | null): Variant | undefined =>
  variants.find((variant) => variant.id === id) ?? variants.find(({ quantity }) => quantity > 0) ?? variants[0];

/** A value of an option, and the variant that choosing it leads to: `undefined` if there is none. */
export type Choice = { value: string; variant: Variant | undefined; isSoldOut: boolean };

/**
 * Returns the values of an option that can be chosen beside what is chosen of the options before it. The later options follow: they stay
 * as they are where such a variant exists. So every variant can be reached, and none that does not exist.
 */
export const choicesOf = ({ options, variants }: WithVariants, chosen: Variant, index: number): Choice[] => {
  const names = options.map(({ name }) => name);
  const isSame = (variant: Variant, name: string) => variant.options[name] === chosen.options[name];
  const possible = variants.filter((variant) => names.slice(0, index).every((name) => isSame(variant, name)));
  const rank = (variant: Variant) => {
    const kept = names.slice(index + 1).filter((name) => isSame(variant, name)).length;
    return 2 * kept + (variant.quantity > 0 ? 1 : 0);
  };
  return (options[index]?.values ?? []).map((value) => {
    const found = possible.filter((variant) => variant.options[names[index] ?? ''] === value);
    const [nearest] = found.toSorted((one, other) => rank(other) - rank(one));
    return { value, variant: nearest, isSoldOut: found.every(({ quantity }) => quantity === 0) };
  });
};

/** Returns what a variant is called beside its product's name, such as `M / blue`; `undefined` for one without options. */
export const variantName = ({ options }: Pick<Variant, 'options'>): string | undefined =>
  Object.values(options).join(' / ') || undefined;

/** Returns the name of a product with that of its variant. */
export const fullName = (name: string, variant: string | undefined): string =>
  variant === undefined ? name : `${name}, ${variant}`;

/** Returns whether a product has several variants, of which one has to be chosen. */
export const hasChoice = ({ options = [] }: Pick<Product, 'options'>): boolean =>
  options.some(({ values }) => values.length > 1);

/** Returns the picture that shows a variant: its own or, without one, the product's first. */
export const pictureOf = (product: Product | DetailedProduct, variant?: Variant): Image =>
  ('images' in product ? product.images.find(({ id }) => id === variant?.imageId) : undefined) ?? product.image;
