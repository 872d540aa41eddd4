import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { Loading, Page } from '../parts/page.tsx';
import { session } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';

/** Shows a page to signed-in people, and to others the way to sign in. */
export const SignedIn = ({ title, children }: { title: string; children: ReactNode }) => {
  const t = useTexts();
  const [path] = useLocation();
  const who = useStore(session);
  if (who === 'unknown') return <Loading className="skeleton tall" />;
  if (who === 'guest') {
    return (
      <Page title={title} narrow>
        <p>{t.sign.needed}</p>
        <Link className="button" href={`/sign-in?to=${path}`}>
          {t.sign.in}
        </Link>
      </Page>
    );
  }
  return (
    <Page
      title={title}
      above={
        path !== '/account' && (
          <p className="crumb">
            <Link href="/account">{t.account.title}</Link>
          </p>
        )
      }
    >
      {children}
    </Page>
  );
};
