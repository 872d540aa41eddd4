import type { FormEvent, ReactNode } from 'react';
import { Notice, Refusal } from '../parts/problem.tsx';

type FormProps = {
  title: string;
  action: string;
  isPending: boolean;
  error: unknown;
  done: string | undefined;
  onSubmit: () => void;
  children: ReactNode;
};

/** A form for one change of the account. */
export const AccountForm = ({ title, action, isPending, error, done, onSubmit, children }: FormProps) => {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <section className="panel limited">
      <h2>{title}</h2>
      <form className="form" onSubmit={submit}>
        {children}
        <Refusal error={error} />
        <Notice kind="good">{done}</Notice>
        <div>
          <button type="submit" className="button" disabled={isPending}>
            {action}
          </button>
        </div>
      </form>
    </section>
  );
};
