import { ShopError } from '@ecommerce/client';
import { useEffect, useState } from 'react';
import { Field } from '../parts/fields.tsx';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { changeDraft, draft } from './draft.ts';

/** Discount codes: one is tried as it is applied, and taken out again if it cannot be used. */
export const Codes = ({ error }: { error: unknown }) => {
  const t = useTexts();
  const { codes } = useStore(draft);
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    if (!(error instanceof ShopError) || error.code !== 'DISCOUNT_NOT_APPLICABLE') return;
    const { discountCode = '', reason = '' } = error.failure;
    const isRefused = (code: string) => code.toUpperCase() === discountCode.toUpperCase();
    setTyped(draft.get().codes.find(isRefused) ?? discountCode);
    setRefusal(t.checkout.codes[reason] ?? t.errors.codes.DISCOUNT_NOT_APPLICABLE);
    changeDraft({ codes: draft.get().codes.filter((code) => !isRefused(code)) });
  }, [error, t]);
  const apply = () => {
    const code = typed.trim();
    setRefusal(undefined);
    if (code === '' || codes.includes(code)) return;
    setTyped('');
    changeDraft({ codes: [...codes, code].slice(-5) });
  };
  return (
    <section>
      <Field
        label={t.checkout.discount}
        value={typed}
        maxLength={50}
        autoComplete="off"
        autoCapitalize="characters"
        error={refusal}
        onChange={setTyped}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault(); // applies the code instead of ordering
          apply();
        }}
      >
        <button type="button" className="button quiet" onClick={apply}>
          {t.checkout.apply}
        </button>
      </Field>
      {codes.length > 0 && (
        <ul className="row">
          {codes.map((code) => (
            <li key={code} className="code">
              {code}
              <button
                type="button"
                aria-label={t.checkout.removeCode(code)}
                onClick={() => changeDraft({ codes: codes.filter((other) => other !== code) })}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
