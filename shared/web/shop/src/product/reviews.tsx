import { unwrap } from '@ecommerce/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useFormat } from '../format.ts';
import { Loading } from '../parts/page.tsx';
import { Notice, Problem } from '../parts/problem.tsx';
import { session, shop } from '../shop.ts';
import { useStore } from '../store.ts';
import { useTexts } from '../texts.ts';
import { Rating, Stars } from './rating.tsx';
import { ReviewForm } from './reviewForm.tsx';

/** How many reviews are shown at first, and with each click. */
const PAGE = 10;

/** What customers say about a product, and the form for who has bought it. @param path where it is sold */
export const Reviews = ({ productId, path }: { productId: string; path: string }) => {
  const t = useTexts();
  return (
    <section className="reviews" aria-labelledby="reviews">
      <h2 id="reviews">{t.reviews.title}</h2>
      <ReviewList productId={productId} />
      <OwnReview productId={productId} path={path} />
    </section>
  );
};

const ReviewList = ({ productId }: { productId: string }) => {
  const t = useTexts();
  const { date } = useFormat();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['reviews', productId],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: PAGE, ...(pageParam !== undefined && { cursor: pageParam }) };
      return unwrap(
        shop.products.GET('/products/{id}/reviews', { params: { path: { id: productId }, query }, signal }),
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const reviews = data?.pages.flatMap((page) => page.reviews);
  const rating = data?.pages[0]?.rating;
  if (error && !reviews) return <Problem error={error} onRetry={refetch} />;
  if (!reviews) return <Loading />;
  return (
    <>
      <p>{rating ? <Rating {...rating} /> : t.reviews.none}</p>
      <ul className="reviewList">
        {reviews.map(({ id, stars, text, name, createdAt }) => (
          <li key={id}>
            <p>
              <Stars count={stars} /> <span className="unseen">{t.reviews.stars(stars)}</span>
              <span className="hint">
                {name ?? t.reviews.anonymous} · {date(createdAt)}
              </span>
            </p>
            {text !== undefined && <p className="text">{text}</p>}
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <p>
          <button type="button" className="button quiet" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t.reviews.more}
          </button>
        </p>
      )}
    </>
  );
};

const OwnReview = ({ productId, path }: { productId: string; path: string }) => {
  const t = useTexts();
  const isCustomer = useStore(session) === 'customer';
  const [state, setState] = useState<'closed' | 'open' | 'sent'>('closed');
  if (!isCustomer) {
    return (
      <p>
        <Link href={`/sign-in?${new URLSearchParams({ to: path })}`}>{t.reviews.signIn}</Link>
      </p>
    );
  }
  if (state === 'open')
    return <ReviewForm productId={productId} onClose={(isSent) => setState(isSent ? 'sent' : 'closed')} />;
  return (
    <>
      <Notice kind="good">{state === 'sent' ? t.reviews.sent : undefined}</Notice>
      <p>
        <button type="button" className="button quiet" onClick={() => setState('open')}>
          {t.reviews.write}
        </button>
      </p>
    </>
  );
};
