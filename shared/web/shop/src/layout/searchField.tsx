import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useSearch } from 'wouter/use-browser-location';
import { searchPath } from '../catalogue/paths.ts';
import { SearchIcon } from '../parts/icons.tsx';
import { useTexts } from '../texts.ts';

const PAUSE_MS = 250;

/** Searches as the person types: the results are a page of their own, whose address has the words. */
export const SearchField = () => {
  const t = useTexts();
  const [path, navigate] = useLocation();
  const parameters = new URLSearchParams(useSearch());
  const shown = path === '/search' ? (parameters.get('q') ?? '') : '';
  const [typed, setTyped] = useState<string>();
  const query = typed ?? shown;

  useEffect(() => {
    if (typed === undefined) return;
    const timer = setTimeout(() => {
      if (typed.trim() !== shown) navigate(searchPath(typed.trim()), { replace: path === '/search' });
      setTyped(undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, shown, path, navigate]);

  return (
    <search className="search">
      <form
        action="/search"
        onSubmit={(event) => {
          event.preventDefault();
          setTyped(undefined);
          navigate(searchPath(query.trim()), { replace: path === '/search' });
        }}
      >
        <SearchIcon />
        <input
          type="search"
          name="q"
          maxLength={100}
          enterKeyHint="search"
          autoComplete="off"
          aria-label={t.menu.search}
          placeholder={t.menu.searchPlaceholder}
          value={query}
          onChange={({ target }) => setTyped(target.value)}
        />
      </form>
    </search>
  );
};
