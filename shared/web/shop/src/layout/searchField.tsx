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
  const [typed, setTyped] = useState<{ text: string; on: string }>();
  const isCurrent = typed?.on === path || path === '/search'; // whoever has followed a link meanwhile wants that page
  const text = isCurrent ? typed?.text : undefined;
  const query = text ?? shown;

  useEffect(() => {
    if (text === undefined) return;
    const timer = setTimeout(() => {
      if (text.trim() !== shown) navigate(searchPath(text.trim()), { replace: path === '/search' });
      setTyped(undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, shown, path, navigate]);

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
          onChange={({ target }) => setTyped({ text: target.value, on: path })}
        />
      </form>
    </search>
  );
};
