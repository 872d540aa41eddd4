import { createLRUCache, type Plugin } from 'graphql-yoga';
import { codedError } from './errors.ts';

const MAX_QUERIES = 1000;

const sha256 = async (text: string): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
};

/**
 * Lets clients send the hash of a query instead of the query: the first time both, later the hash alone. Yoga's own plugin for this
 * protocol has not been released together with Yoga since 2024.
 *
 * @see https://www.apollographql.com/docs/apollo-server/performance/apq
 */
export const persistedQueries = (): Plugin => {
  const known = createLRUCache<string>({ max: MAX_QUERIES });
  return {
    async onParams({ params, setParams }) {
      const { sha256Hash: hash } = (params.extensions?.persistedQuery ?? {}) as { sha256Hash?: unknown };
      if (typeof hash !== 'string') return;
      if (params.query) {
        if ((await sha256(params.query)) !== hash) {
          throw codedError('INVALID_INPUT', 'sha256Hash is not the hash of the query.');
        }
        known.set(hash, params.query);
        return;
      }
      const query = known.get(hash);
      if (query === undefined) throw codedError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
      setParams({ ...params, query });
    },
  };
};
