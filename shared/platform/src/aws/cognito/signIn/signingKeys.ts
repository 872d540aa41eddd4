import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { Context } from '../context.ts';

export const ALGORITHM = 'RS256';

export type SigningKey = { kid: string; privateKey: CryptoKey; publicKey: CryptoKey; publicJwk: JWK };

type KeyRow = { signing_key: string | null };

const cache = new WeakMap<Context, Map<string, Promise<SigningKey>>>();

const readStored = ({ database }: Context, poolId: string): JWK | undefined => {
  const row = database.row<KeyRow>`SELECT signing_key FROM user_pools WHERE id = ${poolId}`;
  return row?.signing_key ? JSON.parse(row.signing_key) : undefined;
};

/** Creates the pool's key unless it has one; of two concurrent ones the first stays. */
const createKey = async (context: Context, poolId: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair(ALGORITHM, { modulusLength: 2048, extractable: true });
  const kid = randomBytes(32).toString('base64');
  const jwk = { ...(await exportJWK(privateKey)), kid, alg: ALGORITHM, use: 'sig' };
  context.database.run`
    UPDATE user_pools SET signing_key = ${JSON.stringify(jwk)} WHERE id = ${poolId} AND signing_key IS NULL`;
  return readStored(context, poolId) ?? jwk;
};

const load = async (context: Context, poolId: string): Promise<SigningKey> => {
  const jwk = readStored(context, poolId) ?? (await createKey(context, poolId));
  const { kid = '', alg = ALGORITHM, e = '', kty = '', n = '', use = 'sig' } = jwk;
  const publicJwk = { alg, e, kid, kty, n, use };
  const [privateKey, publicKey] = await Promise.all([importJWK(jwk, alg), importJWK(publicJwk, alg)]);
  if (privateKey instanceof Uint8Array || publicKey instanceof Uint8Array) throw new Error(`No RSA key: ${poolId}`);
  return { kid, privateKey, publicKey, publicJwk };
};

/** Returns the RSA key that signs the pool's tokens, created at the first call. */
export const signingKeyOf = (context: Context, poolId: string): Promise<SigningKey> => {
  const keys = cache.get(context) ?? new Map<string, Promise<SigningKey>>();
  cache.set(context, keys);
  const key = keys.get(poolId) ?? load(context, poolId);
  keys.set(poolId, key);
  return key;
};
