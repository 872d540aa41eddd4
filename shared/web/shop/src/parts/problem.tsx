import { useTexts } from '../texts.ts';
import { errorText } from './errorTexts.ts';

/** An error that a query has given up on, with a button to read again. */
export const Problem = ({ error, onRetry }: { error: unknown; onRetry: () => unknown }) => {
  const t = useTexts();
  return (
    <div className="notice bad" role="alert">
      <p>{errorText(t, error)}</p>
      <button type="button" className="button quiet" onClick={() => void onRetry()}>
        {t.tryAgain}
      </button>
    </div>
  );
};

/** Says why something was refused or failed, if it was. */
export const Refusal = ({ error }: { error: unknown }) => {
  const t = useTexts();
  return <Notice>{error ? errorText(t, error) : undefined}</Notice>;
};

/** A sentence about something that has just failed or worked; said aloud. */
export const Notice = ({ children, kind = 'bad' }: { children: string | undefined; kind?: 'bad' | 'good' }) =>
  children === undefined || children === '' ? null : (
    <p className={`notice ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      {children}
    </p>
  );
