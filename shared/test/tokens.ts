import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const issuer = 'https://pool.example';
const clientId = 'client';
const { publicKey, privateKey } = await generateKeyPair('RS256');
const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key', alg: 'RS256', use: 'sig' }] };

/**
 * A user pool for unit tests of HTTP handlers: its issuer and client stand in the environment, its public key is what `fetch` answers. To be
 * imported before the handlers, which read the environment when they are loaded.
 */
process.env.USER_POOL_ISSUER = issuer;
process.env.USER_POOL_CLIENT_ID = clientId;
process.env.RATE_LIMITS_TABLE = 'RateLimits';
process.env.RATE_LIMIT_FACTOR = '1';
globalThis.fetch = async () => Response.json(keys);

/** A valid `Authorization` header of the account `sub`: an ID token, or an access token, which bears no mail address. */
export const authorization = async (
  sub: string,
  {
    use = 'id',
    email = `${sub}@example.com`,
    verified = true,
    groups,
  }: { use?: 'id' | 'access'; email?: string; verified?: boolean | null; groups?: string[] } = {},
): Promise<string> => {
  const claims =
    use === 'id'
      ? { aud: clientId, email, ...(verified === null ? {} : { email_verified: verified }) }
      : { client_id: clientId };
  const token = await new SignJWT({ ...claims, token_use: use, ...(groups ? { 'cognito:groups': groups } : {}) })
    .setProtectedHeader({ alg: 'RS256', kid: 'key' })
    .setSubject(sub)
    .setIssuer(issuer)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
  return `Bearer ${token}`;
};
