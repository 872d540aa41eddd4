import type { ReactNode } from 'react';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { trouble } from '../trouble.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';

/** What surrounds every page. */
export const Layout = ({ children }: { children: ReactNode }) => {
  const t = useTexts();
  return (
    <>
      <a className="skip" href="#content">
        {t.skip}
      </a>
      <Header />
      <TroubleNotice />
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Footer />
    </>
  );
};

/** Says on every page why the shop does not respond as it should. */
const TroubleNotice = () => {
  const t = useTexts();
  const kind = useStore(trouble);
  return (
    <div className="trouble" role="status">
      {kind !== undefined && <p>{t.trouble[kind]}</p>}
    </div>
  );
};
