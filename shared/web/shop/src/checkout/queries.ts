import { type Schemas, unwrap } from '@ecommerce/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { PRIVATE, shop } from '../shop.ts';

export type QuoteBody = NonNullable<Schemas['orders']['QuoteBody']>;

/**
 * Reads what an order would cost.
 *
 * @param contents changes when the cart does, whose contents an account's request does not name
 */
export const useQuote = (body: QuoteBody | undefined, contents: string) =>
  useQuery({
    queryKey: [PRIVATE, 'quote', body, contents],
    queryFn: ({ signal }) => unwrap(shop.orders.POST('/checkout/quote', { body: body ?? {}, signal })),
    enabled: body !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });

/** Returns a value once it has not changed for a while. */
export const useSettled = <Value>(value: Value, ms: number): Value => {
  const [settled, setSettled] = useState(value);
  const isSame = JSON.stringify(value) === JSON.stringify(settled);
  useEffect(() => {
    if (isSame) return;
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [isSame, value, ms]);
  return settled;
};
