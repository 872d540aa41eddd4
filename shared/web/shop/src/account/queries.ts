import { type Schemas, unwrap } from '@ecommerce/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { PRIVATE, session, shop } from '../shop.ts';
import { useStore } from '../store.ts';

export type Account = Schemas['auth']['Account'];

export const accountQuery = queryOptions({
  queryKey: [PRIVATE, 'me'],
  queryFn: ({ signal }) => unwrap(shop.auth.GET('/me', { signal })),
  staleTime: 60_000,
});

export const addressesQuery = queryOptions({
  queryKey: [PRIVATE, 'addresses'],
  queryFn: async ({ signal }) => (await unwrap(shop.auth.GET('/me/addresses', { signal }))).addresses,
});

/** The account of the person, if somebody is signed in. */
export const useAccount = () => {
  const isCustomer = useStore(session) === 'customer';
  return useQuery({ ...accountQuery, enabled: isCustomer });
};
