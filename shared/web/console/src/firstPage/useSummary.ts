import { unwrap } from '@ecommerce/client';
import { useQuery } from '@tanstack/react-query';
import { shop } from '../shop.ts';

/** Reads the sales of the last seven days. */
export const useSummary = () =>
  useQuery({
    queryKey: ['summary'],
    queryFn: () => unwrap(shop.orders.GET('/admin/summary')),
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
  });
