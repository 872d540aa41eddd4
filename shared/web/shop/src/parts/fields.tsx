import { ShopError } from '@ecommerce/client';
import { type ComponentProps, type ReactNode, useId } from 'react';

/** Returns the paths of the fields that the APIs have refused. */
export const refusedFields = (error: unknown): string[] =>
  error instanceof ShopError ? (error.failure.issues ?? []).map(({ path }) => path) : [];

type FieldProps = Omit<ComponentProps<'input'>, 'onChange' | 'value'> & {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  /** What stands in the field beside the text. */
  children?: ReactNode;
};

/** A text field with its label, a hint and what is wrong with it. */
export const Field = ({ label, value, onChange, hint, error, children, ...input }: FieldProps) => {
  const id = useId();
  const about = `${id}-about`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="control">
        <input
          {...input}
          id={id}
          value={value}
          aria-invalid={error !== undefined}
          aria-describedby={error || hint ? about : undefined}
          onChange={({ target }) => onChange(target.value)}
        />
        {children}
      </div>
      {(error || hint) && (
        <p id={about} className={error ? 'bad' : 'hint'}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
};
