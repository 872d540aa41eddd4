import { type ComponentProps, type ReactNode, useId, useState } from 'react';
import { useTexts } from '../texts.ts';
import { EyeIcon } from './icons.tsx';

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

/** A password that can be made visible. */
export const PasswordField = (props: Omit<FieldProps, 'type' | 'children'>) => {
  const t = useTexts();
  const [isShown, setShown] = useState(false);
  return (
    <Field {...props} type={isShown ? 'text' : 'password'} required>
      <button
        type="button"
        className="link"
        aria-label={t.sign.showPassword}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        <EyeIcon />
      </button>
    </Field>
  );
};

/** A code of six digits from an email or an app. */
export const CodeField = (props: Omit<FieldProps, 'type'>) => (
  <Field
    {...props}
    type="text"
    inputMode="numeric"
    autoComplete="one-time-code"
    pattern="[0-9]{6}"
    maxLength={6}
    required
  />
);

export const Checkbox = ({
  label,
  isChecked,
  onChange,
}: {
  label: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}) => (
  <label className="check">
    <input type="checkbox" checked={isChecked} onChange={({ target }) => onChange(target.checked)} />
    <span>{label}</span>
  </label>
);
