import { useId, useState } from 'react';
import { useTexts } from '../texts.ts';
import { CATEGORY, type Choices, type Facet, isPossible } from './filters.ts';
import { useParameters } from './useParameters.ts';

type Value = { name: string; value: string };
type PanelProps = { facets: Facet[]; choices: Choices; onToggle: (value: Value) => void };

/** How many facets are open at first; those with a choice are too. */
const OPEN = 4;
/** How many values of a facet are shown at first. */
const FEW = 8;

/** The filters of a list: beside it, or on a phone above it and closed at first. */
export const FilterPanel = ({ facets, choices, onToggle }: PanelProps) => {
  const t = useTexts();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className="filters" aria-label={t.products.filters}>
      <button
        type="button"
        className="button quiet filterButton"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        {t.products.filters}
      </button>
      <div id={id} className={isOpen ? 'filterPanel open' : 'filterPanel'}>
        <Prices choices={choices} />
        {facets.map((facet, index) => (
          <FacetGroup key={facet.name} facet={facet} choices={choices} isFirst={index < OPEN} onToggle={onToggle} />
        ))}
      </div>
    </section>
  );
};

const Prices = ({ choices: { minPrice, maxPrice } }: { choices: Choices }) => {
  const t = useTexts();
  return (
    <div className="prices">
      <PriceField name="minPrice" label={t.products.minPrice} value={minPrice} />
      <PriceField name="maxPrice" label={t.products.maxPrice} value={maxPrice} />
      {!isPossible({ minPrice, maxPrice }) && <p role="alert">{t.products.noSuchPrice}</p>}
    </div>
  );
};

/** A price, which is looked for as it is typed. */
const PriceField = ({ name, label, value }: { name: string; label: string; value: string }) => {
  const [parameters, change] = useParameters();
  const [typed, setTyped] = useState<string>();
  const choose = (text: string) => {
    setTyped(text);
    const price = text.trim().replace(',', '.');
    if (price === '') parameters.delete(name);
    else parameters.set(name, price);
    change(parameters);
  };
  return (
    <label className="choice">
      <span>{label}</span>
      <input
        type="text"
        inputMode="decimal"
        size={6}
        value={typed ?? value}
        onChange={({ target }) => choose(target.value)}
        onBlur={() => setTyped(undefined)}
      />
    </label>
  );
};

type GroupProps = { facet: Facet; choices: Choices; isFirst: boolean; onToggle: (value: Value) => void };

const FacetGroup = ({ facet: { name, values }, choices, isFirst, onToggle }: GroupProps) => {
  const t = useTexts();
  const [isLong, setLong] = useState(false);
  const chosen: readonly string[] =
    name === CATEGORY ? [choices.category].filter((value) => value !== undefined) : (choices.attr.get(name) ?? []);
  const title = name === CATEGORY ? t.products.category : name;
  const shown = values.filter(({ value }, index) => isLong || index < FEW || chosen.includes(value));
  return (
    <details className="facet" open={isFirst || chosen.length > 0}>
      <summary>{title}</summary>
      <fieldset>
        <legend className="unseen">{title}</legend>
        {shown.map(({ value, count }) => (
          <label key={value}>
            <input type="checkbox" checked={chosen.includes(value)} onChange={() => onToggle({ name, value })} />
            <span>{value}</span>
            <span className="count">
              <span aria-hidden="true">{count}</span>
              <span className="unseen">{t.products.count(count, false)}</span>
            </span>
          </label>
        ))}
        {shown.length < values.length && (
          <button type="button" className="link" onClick={() => setLong(true)}>
            {t.products.allValues(values.length)}
          </button>
        )}
      </fieldset>
    </details>
  );
};
