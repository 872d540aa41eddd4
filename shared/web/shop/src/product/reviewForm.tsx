import { unwrap } from '@ecommerce/client';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { fieldErrors } from '../parts/errorTexts.ts';
import { Field } from '../parts/fields.tsx';
import { Refusal } from '../parts/problem.tsx';
import { shop } from '../shop.ts';
import { useTexts } from '../texts.ts';
import '../styles/forms.css';

type Props = { productId: string; onClose: (isSent: boolean) => void };

const STARS = [5, 4, 3, 2, 1];

/** Asks for stars, a text and a name. Whether the person has bought the product, the shop decides. */
export const ReviewForm = ({ productId, onClose }: Props) => {
  const t = useTexts();
  const group = useId();
  const [stars, setStars] = useState<number>();
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const review = useMutation({
    mutationFn: (chosen: number) =>
      unwrap(
        shop.products.POST('/products/{id}/reviews', {
          params: { path: { id: productId } },
          body: { stars: chosen, ...given('text', text), ...given('name', name) },
        }),
      ),
    onSuccess: () => onClose(true),
  });
  const refused = fieldErrors(t, review.error);
  return (
    <form
      className="form"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        if (stars !== undefined) review.mutate(stars);
      }}
    >
      <fieldset className="pick">
        <legend>{t.reviews.starsLabel}</legend>
        <div className="picks">
          {STARS.map((count) => (
            <label key={count}>
              <input type="radio" name={group} required checked={stars === count} onChange={() => setStars(count)} />
              <span className="unseen">{t.reviews.stars(count)}</span>
              <span className="stars" aria-hidden="true">
                {count} ★
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="field">
        <label htmlFor={`${group}text`}>{t.reviews.text}</label>
        <textarea
          id={`${group}text`}
          rows={4}
          maxLength={4000}
          value={text}
          aria-invalid={refused.text !== undefined}
          aria-describedby={refused.text === undefined ? undefined : `${group}about`}
          onChange={({ target }) => setText(target.value)}
        />
        {refused.text !== undefined && (
          <p id={`${group}about`} className="bad">
            {refused.text}
          </p>
        )}
      </div>
      <Field
        label={t.reviews.name}
        hint={t.reviews.nameHint}
        error={refused.name}
        value={name}
        maxLength={40}
        autoComplete="nickname"
        onChange={setName}
      />
      <Refusal error={review.error} />
      <div className="row">
        <button type="submit" className="button" disabled={review.isPending}>
          {t.reviews.send}
        </button>
        <button type="button" className="button quiet" onClick={() => onClose(false)}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
};

/** Leaves out what was not typed. */
const given = <Name extends string>(name: Name, text: string): { [Key in Name]?: string } =>
  (text.trim() === '' ? {} : { [name]: text.trim() }) as { [Key in Name]?: string };
