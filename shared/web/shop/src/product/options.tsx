import { useId } from 'react';
import type { DetailedProduct, Variant } from '../catalogue/product.ts';
import { useTexts } from '../texts.ts';
import { type Choice, choicesOf } from './variants.ts';

type Props = { product: DetailedProduct; variant: Variant; onChoose: (variant: Variant) => void };

/** From how many values on a list is easier to use than buttons. */
const MANY = 12;

/** The options that tell a product's variants apart. */
export const Options = ({ product, variant, onChoose }: Props) =>
  product.options.map(({ name, values }, index) => {
    const Choices = values.length > MANY ? ManyChoices : FewChoices;
    return (
      <Choices
        key={name}
        name={name}
        chosen={variant.options[name]}
        choices={choicesOf(product, variant, index)}
        onChoose={onChoose}
      />
    );
  });

type ChoicesProps = {
  name: string;
  chosen: string | undefined;
  choices: Choice[];
  onChoose: (variant: Variant) => void;
};

const FewChoices = ({ name, chosen, choices, onChoose }: ChoicesProps) => {
  const t = useTexts();
  const group = useId();
  return (
    <fieldset className="pick">
      <legend>{name}</legend>
      <div className="picks">
        {choices.map(({ value, variant, isSoldOut }) => (
          <label key={value} className={variant && !isSoldOut ? undefined : 'out'}>
            <input
              type="radio"
              name={group}
              checked={value === chosen}
              disabled={!variant}
              onChange={() => variant && onChoose(variant)}
            />
            <span>{value}</span>
            {isSoldOut && <small>{variant ? t.product.optionSoldOut : t.product.optionMissing}</small>}
          </label>
        ))}
      </div>
    </fieldset>
  );
};

const ManyChoices = ({ name, chosen, choices, onChoose }: ChoicesProps) => {
  const t = useTexts();
  const id = useId();
  return (
    <div className="pick">
      <label htmlFor={id}>{name}</label>
      <select
        id={id}
        value={chosen}
        onChange={({ target }) => {
          const variant = choices.find(({ value }) => value === target.value)?.variant;
          if (variant) onChoose(variant);
        }}
      >
        {choices.map(({ value, variant, isSoldOut }) => (
          <option key={value} value={value} disabled={!variant}>
            {isSoldOut ? `${value} – ${variant ? t.product.optionSoldOut : t.product.optionMissing}` : value}
          </option>
        ))}
      </select>
    </div>
  );
};
