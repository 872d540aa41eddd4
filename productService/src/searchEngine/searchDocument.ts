import { listedProduct } from '../product/listedProduct.ts';
import type { Product } from '../product/product.ts';
import { variantsOf } from '../product/variant.ts';
import { codeOf, compoundsOf } from './words.ts';

/** The parts of a product that words are found in, as bits. */
export const FIELDS = { name: 1, property: 2, description: 4, code: 8 } as const;

/** What the index knows of a product on sale. */
export type SearchDocument = {
  id: string;
  /** In epoch milliseconds. */
  createdAt: number;
  /** Minor units: the lowest of its variants. */
  price: number;
  category: string;
  /** Its options and attributes: each name with each of its values. */
  properties: [name: string, value: string][];
  /** Its words, folded, with the `FIELDS` that have them. A code has `#` before it. */
  words: [word: string, fields: number][];
  /** How many words its name has. */
  nameLength: number;
  /** What lists show of it, as JSON: `ListedProduct`. */
  listed: string;
};

/** What stands before a code, so that no word is the beginning of one. */
export const CODE_MARK = '#';

/** In a description, only words of which one is as short as this are found when a search joins them: `t shirt`, `e bike`. */
const SHORT = 2;

/** Returns what the index knows of a product; `undefined` of one that is not on sale. */
export const documentOf = (product: Product | undefined): SearchDocument | undefined => {
  if (product?.status !== 'approved') return undefined;
  const { id, createdAt, unitPrice, category, productName, description } = product;
  const properties = propertiesOf(product);
  const words = new Map<string, number>();
  const add = (found: string[], field: number) => {
    for (const word of found) words.set(word, (words.get(word) ?? 0) | field);
  };
  add(searchable(productName), FIELDS.name);
  for (const text of new Set([category, ...properties.map(([, value]) => value)]))
    add(searchable(text), FIELDS.property);
  add(searchable(description, SHORT), FIELDS.description);
  for (const { sku, barcode } of variantsOf(product)) {
    const codes = [sku, barcode].flatMap((code) => (code === undefined ? [] : `${CODE_MARK}${codeOf(code)}`));
    add(codes, FIELDS.code);
  }
  return {
    id,
    createdAt: Date.parse(createdAt),
    price: unitPrice,
    category,
    properties,
    words: [...words],
    nameLength: compoundsOf(productName).length,
    listed: JSON.stringify(listedProduct(product)),
  };
};

/** Returns the distinct options and attributes of a product. */
export const propertiesOf = (product: Product): [name: string, value: string][] => {
  const pairs = [
    ...variantsOf(product).flatMap(({ options }) => Object.entries(options)),
    ...Object.entries(product.attributes ?? {}),
  ];
  return [...new Map(pairs.map((pair) => [JSON.stringify(pair), pair])).values()];
};

/**
 * Returns the words of a text: compounds whole and in parts, and what two words in a row are when they are written as one.
 *
 * @param longest the most letters of the shorter word of two that are joined
 */
const searchable = (text: string, longest = Number.POSITIVE_INFINITY): string[] => {
  const compounds = compoundsOf(text);
  return compounds.flatMap(({ parts, precedesSpace }, index) => {
    const whole = parts.join('');
    const next = precedesSpace ? compounds[index + 1]?.parts.join('') : undefined;
    const joined = next !== undefined && Math.min(whole.length, next.length) <= longest ? [whole + next] : [];
    return [...parts, whole, ...joined];
  });
};
