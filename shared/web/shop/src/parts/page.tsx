import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';
import { SHOP_NAME } from '../config.ts';
import { useTexts } from '../texts.ts';

/** Names the page in the browser's title. */
export const useTitle = (title: string | undefined): void => {
  useEffect(() => {
    document.title = title ? `${title} · ${SHOP_NAME}` : SHOP_NAME;
  }, [title]);
};

/** A page with its heading, which is also its title. */
export const Page = ({
  title,
  narrow = false,
  above,
  children,
}: {
  title: string;
  narrow?: boolean;
  /** What stands above the heading: the way back. */
  above?: ReactNode;
  children?: ReactNode;
}) => {
  useTitle(title);
  return (
    <div className={narrow ? 'page narrow' : 'page'}>
      {above ? (
        <div>
          {above}
          <h1>{title}</h1>
        </div>
      ) : (
        <h1>{title}</h1>
      )}
      {children}
    </div>
  );
};

/** Says that there is nothing to show, and what to do about it. */
export const Empty = ({ title, children }: { title?: string; children?: ReactNode }) => (
  <div className="empty">
    {title !== undefined && <h2>{title}</h2>}
    {children}
  </div>
);

/** Grey shapes in place of what is being loaded. */
export const Loading = ({ className = 'skeleton block' }: { className?: string }) => {
  const t = useTexts();
  return (
    <div role="status" aria-label={t.loading}>
      <div className={className} />
    </div>
  );
};

export const NotFound = () => {
  const t = useTexts();
  return (
    <Page title={t.errors.notFoundTitle} narrow>
      <p>{t.errors.notFound}</p>
      <Link className="button" href="/">
        {t.errors.toHome}
      </Link>
    </Page>
  );
};
