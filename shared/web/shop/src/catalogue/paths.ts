export const categoryPath = (name: string): string => `/categories/${encodeURIComponent(name)}`;
export const productPath = (id: string): string => `/products/${encodeURIComponent(id)}`;
export const searchPath = (query: string): string =>
  query === '' ? '/search' : `/search?${new URLSearchParams({ q: query })}`;
