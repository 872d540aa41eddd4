import { X509Certificate } from 'node:crypto';
import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
import { parseJson } from '@ecommerce/shared/queueMessage.ts';
import type { SASLOptions } from '@platformatic/kafka';
import * as z from 'zod';
import { connectToken } from './mskToken.ts';

/** How a stage reaches its brokers. */
export type KafkaSettings = {
  /** `host:port`. */
  brokers: string[];
  /** `none`: for brokers of a test. */
  auth: 'scram' | 'iam' | 'none';
  isEncrypted: boolean;
  /** The name of a SecureString in Parameter Store. */
  parameter: string;
  region: string;
};

/** How to sign in at the brokers, and the certificates of the authority that signs theirs, if that is not a public one. */
export type KafkaAccess = { sasl?: SASLOptions; ca?: string };

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
};

/** The secret, as JSON. */
const Secret = z.strictObject({
  mechanism: z.enum(['SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
  username: z.string().min(1),
  password: z.string().min(1),
  ca: z.string().refine(isCertificate, 'must be the certificate of an authority, as PEM').optional(),
});

/**
 * Returns how to reach the brokers. Each new connection reads the user and the password, at most a minute old, or makes a new token, so that
 * a changed secret or an expired token fails none.
 *
 * @throws Error that names what is wrong with the secret, without it
 */
export const accessOf = async ({ auth, parameter, region }: KafkaSettings): Promise<KafkaAccess> => {
  if (auth === 'none') return {};
  if (auth === 'iam')
    return { sasl: { mechanism: 'OAUTHBEARER', token: () => connectToken(region), authBytesValidator } };
  const { mechanism, ca } = await secretIn(parameter);
  const username = async () => (await secretIn(parameter)).username;
  const password = async () => (await secretIn(parameter)).password;
  return { sasl: { mechanism, username, password }, ...(ca === undefined ? {} : { ca }) };
};

/** A broker that takes a token says nothing; one that does not says why, and waits: RFC 7628. */
const authBytesValidator: NonNullable<SASLOptions['authBytesValidator']> = (answer, callback) =>
  String(answer).includes('"status"')
    ? callback(new Error(`The token is refused: ${answer}`), answer)
    : callback(null, answer);

const secretIn = async (parameter: string): Promise<z.infer<typeof Secret>> =>
  Secret.parse(parseJson(await getParameter(parameter, { decrypt: true, maxAge: 60, throwOnMissing: true })));
