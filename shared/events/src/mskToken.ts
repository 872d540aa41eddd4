import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';

/** How long a token is valid, in seconds. */
const EXPIRES_IN = 900;

/**
 * Returns the token with which the function's role signs in at Amazon MSK: a signed address, in Base64.
 *
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/configure-clients-for-iam-access-control.html
 */
export const connectToken = async (region: string, credentials = defaultProvider()): Promise<string> => {
  const hostname = `kafka.${region}.amazonaws.com`;
  const signer = new SignatureV4({ service: 'kafka-cluster', region, credentials, sha256: Sha256 });
  const request = {
    ...{ method: 'GET', protocol: 'https:', hostname, path: '/', headers: { host: hostname } },
    query: { Action: 'kafka-cluster:Connect' },
  };
  const { query = {} } = await signer.presign(request, { expiresIn: EXPIRES_IN });
  const parameters = new URLSearchParams({ ...(query as Record<string, string>), 'User-Agent': 'ecommerce-events' });
  return Buffer.from(`https://${hostname}/?${parameters}`).toString('base64url');
};
