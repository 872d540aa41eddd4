import { useFormat } from '../format.ts';
import { useTexts } from '../texts.ts';

/** Stars to look at; what they mean has to be said beside them. */
export const Stars = ({ count }: { count: number }) => (
  <span className="stars" aria-hidden="true">
    {'★'.repeat(Math.round(count))}
    {'☆'.repeat(5 - Math.round(count))}
  </span>
);

/** What customers think of a product, on average. */
export const Rating = ({ average, count }: { average: number; count: number }) => {
  const t = useTexts();
  const { number } = useFormat();
  return (
    <>
      <Stars count={average} /> {t.reviews.average(number(average), count)}
    </>
  );
};
