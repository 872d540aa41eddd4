import { usePathname } from 'wouter/use-browser-location';

export const categoryPath = (name: string): string => `/categories/${encodeURIComponent(name)}`;

/** Returns the address of a product's page: with its slug or, where that is not known, with its id, which leads to the same page. */
export const productPath = (
  { id, slug = id }: { id: string; slug?: string | undefined },
  variantId?: string,
): string => {
  const path = `/products/${encodeURIComponent(slug)}`;
  return variantId === undefined ? path : `${path}?${new URLSearchParams({ variant: variantId })}`;
};
export const searchPath = (query: string): string =>
  query === '' ? '/search' : `/search?${new URLSearchParams({ q: query })}`;

/** Returns the category whose page this is; `undefined` on any other page. */
export const useCategoryInPath = (): string | undefined => {
  const path = usePathname();
  return path.startsWith('/categories/') ? decoded(path.slice('/categories/'.length)) : undefined;
};

/** Decodes a part of an address; what is not encoded correctly stays as it is. */
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
