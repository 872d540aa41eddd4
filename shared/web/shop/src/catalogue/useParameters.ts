import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';

/** Returns the parameters of the page's address, and what replaces them by others. */
export const useParameters = (): [parameters: URLSearchParams, change: (next: URLSearchParams) => void] => {
  const [path, navigate] = useLocation();
  const change = (next: URLSearchParams) => navigate(next.size > 0 ? `${path}?${next}` : path, { replace: true });
  return [new URLSearchParams(useSearch()), change];
};
