export const categoryPath = (name: string): string => `/categories/${encodeURIComponent(name)}`;
export const productPath = (id: string, variantId?: string): string => {
  const path = `/products/${encodeURIComponent(id)}`;
  return variantId === undefined ? path : `${path}?${new URLSearchParams({ variant: variantId })}`;
};
export const searchPath = (query: string): string =>
  query === '' ? '/search' : `/search?${new URLSearchParams({ q: query })}`;
