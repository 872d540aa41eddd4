import { unwrap } from '@ecommerce/client';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PRIVATE, session, shop } from '../shop.ts';
import { useStore } from '../store.ts';

/** The wish list of the signed-in account, the last added first. */
export const wishListQuery = queryOptions({
  queryKey: [PRIVATE, 'wishes'],
  queryFn: async ({ signal }) => (await unwrap(shop.products.GET('/wish-list', { signal }))).items,
  staleTime: 60_000,
});

const setWish = ({ variantId, isWished }: { variantId: string; isWished: boolean }) => {
  const params = { path: { variantId } };
  return isWished
    ? unwrap(shop.products.PUT('/wish-list/{variantId}', { params }))
    : unwrap(shop.products.DELETE('/wish-list/{variantId}', { params }));
};

/** Returns what puts variants on the wish list and takes them off. */
export const useWishChange = () => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: setWish,
    scope: { id: 'wishes' }, // one after another, in the order of the person's choices
    onSettled: () => client.invalidateQueries({ queryKey: wishListQuery.queryKey }),
  });
};

/** Returns whether a variant is on the wish list, as the person has just chosen or as the shop knows; `undefined` if nobody is signed in. */
export const useWish = (variantId: string) => {
  const isCustomer = useStore(session) === 'customer';
  const { data } = useQuery({ ...wishListQuery, enabled: isCustomer });
  const change = useWishChange();
  const isKnown = data?.some((wish) => wish.variantId === variantId) ?? false;
  return {
    isWished: isCustomer ? (change.isPending ? change.variables.isWished : isKnown) : undefined,
    setWished: (isWished: boolean) => change.mutate({ variantId, isWished }),
    refusal: change.error,
  };
};
