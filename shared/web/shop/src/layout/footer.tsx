import { Link } from 'wouter';
import { SHOP_NAME } from '../config.ts';
import { LANGUAGES, type Language, language, THEMES, type Theme, theme } from '../preferences.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' };

/** Links, and the choice of language and colours. */
export const Footer = () => {
  const t = useTexts();
  return (
    <footer className="footer">
      <div className="columns">
        <p className="brand">{SHOP_NAME}</p>
        <nav aria-label={t.menu.help}>
          <Link href="/account/orders">{t.menu.help}</Link>
          <Link href="/account">{t.menu.account}</Link>
          <Link href="/cart">{t.menu.cart}</Link>
        </nav>
        <div className="choices">
          <label>
            <span>{t.menu.language}</span>
            <select value={useStore(language)} onChange={({ target }) => language.set(target.value as Language)}>
              {LANGUAGES.map((tag) => (
                <option key={tag} value={tag} lang={tag}>
                  {NAMES[tag]}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{t.menu.theme}</span>
            <select value={useStore(theme)} onChange={({ target }) => theme.set(target.value as Theme)}>
              {THEMES.map((name) => (
                <option key={name} value={name}>
                  {t.menu.themes[name]}
                </option>
              ))}
            </select>
          </label>
        </div>
      </div>
    </footer>
  );
};
