import { useQueryClient } from '@tanstack/react-query';
import { useNotify } from 'react-admin';
import type { Product } from '../variants/variant.ts';

/**
 * Returns a function that waits for a change of a product and then reads it again. It says what was done, or that the product now waits for
 * its approval. What the API refuses is thrown, for the form to show.
 */
export const useProductChange = (product: Product) => {
  const notify = useNotify();
  const queries = useQueryClient();
  return async (change: Promise<object>, done: string): Promise<true> => {
    try {
      const saved: { status?: string } = await change;
      const isOffSale = product.isApproved && saved.status === 'pending';
      notify(isOffSale ? 'console.products.savedForApproval' : done, { type: 'success' });
    } finally {
      await queries.invalidateQueries();
    }
    return true;
  };
};
