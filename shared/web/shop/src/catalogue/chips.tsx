import { useTexts } from '../texts.ts';
import { CATEGORY, type Choices, cleared, toggled } from './filters.ts';
import { useParameters } from './useParameters.ts';

/** The chosen values of facets, each a button that removes it. @param onRemoved moves the focus, which was on a button that is gone */
export const Chips = ({ choices, onRemoved }: { choices: Choices; onRemoved: () => void }) => {
  const t = useTexts();
  const [parameters, change] = useParameters();
  const { category, attr, minPrice, maxPrice } = choices;
  const chosen = [
    ...(category === undefined ? [] : [{ name: CATEGORY, value: category }]),
    ...[...attr].flatMap(([name, values]) => values.map((value) => ({ name, value }))),
  ];
  if (chosen.length === 0 && minPrice === '' && maxPrice === '') return null;
  const remove = (next: URLSearchParams) => {
    change(next);
    onRemoved();
  };
  return (
    <ul className="chips" aria-label={t.products.chosen}>
      {chosen.map((one) => {
        const text = one.name === CATEGORY ? one.value : `${one.name}: ${one.value}`;
        return (
          <li key={`${one.name}\n${one.value}`}>
            <button
              type="button"
              className="pill chip"
              aria-label={t.products.removeFilter(text)}
              onClick={() => remove(toggled(parameters, one))}
            >
              {text} <span aria-hidden="true">×</span>
            </button>
          </li>
        );
      })}
      <li>
        <button type="button" className="link" onClick={() => remove(cleared(parameters))}>
          {t.products.removeFilters}
        </button>
      </li>
    </ul>
  );
};
