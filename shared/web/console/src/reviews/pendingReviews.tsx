import { type Schemas, ShopError, unwrap } from '@ecommerce/client';
import { Button, Card, CardActions, CardContent, Stack, Typography } from '@mui/material';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Title, useLocale, useNotify, useTranslate } from 'react-admin';
import { errorText } from '../errorText.ts';
import { dateTime } from '../format.ts';
import { shop } from '../shop.ts';

type Review = Schemas['products']['PendingReviewList']['reviews'][number];

/** Reads the reviews that wait for a decision, a page at a time. */
export const usePendingReviews = () =>
  useInfiniteQuery({
    queryKey: ['pendingReviews'],
    initialPageParam: '',
    queryFn: ({ pageParam }) => {
      const query = { limit: 20, ...(pageParam !== '' && { cursor: pageParam }) };
      return unwrap(shop.products.GET('/reviews/pending', { params: { query } }));
    },
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: 30_000,
    refetchOnWindowFocus: true,
  });

const PendingReview = ({ review, onDecided }: { review: Review; onDecided: () => Promise<unknown> }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const titleId = useId();
  const [busy, setBusy] = useState(false);
  const { id, productName, stars, text, name, createdAt } = review;

  const decide = async (decision: 'approve' | 'reject') => {
    setBusy(true);
    try {
      const seen = { params: { path: { id } }, body: { createdAt } };
      await (decision === 'approve'
        ? unwrap(shop.products.POST('/reviews/{id}/approve', seen))
        : unwrap(shop.products.POST('/reviews/{id}/reject', seen)));
      notify(`console.reviews.${decision}Done`, { type: 'success' });
    } catch (error) {
      const isLate = error instanceof ShopError && error.status === 409;
      notify(errorText(error, translate), { type: isLate ? 'warning' : 'error' });
    } finally {
      setBusy(false);
      await onDecided();
    }
  };

  return (
    <Card component="article" variant="outlined" aria-labelledby={titleId}>
      <CardContent>
        <Typography id={titleId} variant="h6" component="h2" sx={{ overflowWrap: 'anywhere' }}>
          {productName ?? translate('console.reviews.productGone')}
        </Typography>
        <Typography>{translate('console.reviews.stars', { smart_count: stars })}</Typography>
        {text && <Typography sx={{ mt: 1, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</Typography>}
        <Typography variant="body2" color="text.secondary" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
          {[name ?? translate('console.reviews.noName'), dateTime(createdAt, locale)].join(' · ')}
        </Typography>
      </CardContent>
      <CardActions sx={{ px: 2, pb: 2 }}>
        <Button variant="contained" disabled={busy} onClick={() => decide('approve')}>
          {translate('console.reviews.approve')}
        </Button>
        <Button variant="outlined" color="error" disabled={busy} onClick={() => decide('reject')}>
          {translate('console.reviews.reject')}
        </Button>
      </CardActions>
    </Card>
  );
};

/** The reviews that wait for a decision, the longest waiting first. */
export const PendingReviews = () => {
  const translate = useTranslate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePendingReviews();
  const reviews = data?.pages.flatMap((page) => page.reviews);
  return (
    <Stack spacing={2} sx={{ py: 2 }}>
      <Title title={translate('console.reviews.title')} />
      {error && <Typography role="alert">{errorText(error, translate)}</Typography>}
      {reviews?.length === 0 && <Typography>{translate('console.reviews.none')}</Typography>}
      {reviews?.map((review) => (
        <PendingReview key={review.id} review={review} onDecided={refetch} />
      ))}
      {hasNextPage && (
        <Button variant="outlined" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {translate('console.approvals.more')}
        </Button>
      )}
    </Stack>
  );
};
