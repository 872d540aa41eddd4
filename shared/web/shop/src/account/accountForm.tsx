import type { FormEvent, ReactNode } from 'react';
import { Notice } from '../parts/problem.tsx';
import { useTexts } from '../texts.ts';
import { accountProblem } from './problems.ts';

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
  const t = useTexts();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <section className="panel limited">
      <h2>{title}</h2>
      <form className="form" onSubmit={submit}>
        {children}
        <Notice>{accountProblem(t, error)}</Notice>
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
