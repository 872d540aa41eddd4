import { ShopError } from '@ecommerce/client';
import { isOutage } from '../shop.ts';
import { type Texts, useTexts } from '../texts.ts';

/** What to say about an error whose code a page has no words of its own for. */
export const problemText = (t: Texts, error: unknown): string => {
  if (!(error instanceof ShopError)) return t.errors.unexpected;
  if (error.code === 'TOO_MANY_REQUESTS') return t.errors.busy;
  if (isOutage(error)) return t.errors.outage;
  if (error.code === 'UNAUTHORIZED') return t.errors.signIn;
  return error.code === 'INVALID_INPUT' ? t.errors.input : t.errors.unexpected;
};

/** An error that a query has given up on, with a button to read again. */
export const Problem = ({ error, onRetry }: { error: unknown; onRetry: () => unknown }) => {
  const t = useTexts();
  return (
    <div className="notice bad" role="alert">
      <p>{problemText(t, error)}</p>
      <button type="button" className="button quiet" onClick={() => void onRetry()}>
        {t.tryAgain}
      </button>
    </div>
  );
};

/** A sentence about something that has just failed or worked; said aloud. */
export const Notice = ({ children, kind = 'bad' }: { children: string | undefined; kind?: 'bad' | 'good' }) =>
  children === undefined || children === '' ? null : (
    <p className={`notice ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </p>
  );
