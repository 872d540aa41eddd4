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

/** The secret, as JSON. */
const Credentials = z.strictObject({
  mechanism: z.enum(['SCRAM-SHA-256', 'SCRAM-SHA-512']).default('SCRAM-SHA-512'),
  username: z.string().min(1),
  password: z.string().min(1),
});

/** Returns how to sign in at the brokers; `undefined` where nobody has to. @throws Error that names what is wrong with the secret, without it */
export const signInOf = async ({ auth, parameter, region }: KafkaSettings): Promise<SASLOptions | undefined> => {
  if (auth === 'none') return undefined;
  if (auth === 'iam') return { mechanism: 'OAUTHBEARER', token: () => connectToken(region) };
  const secret = await getParameter(parameter, { decrypt: true, maxAge: 60, throwOnMissing: true });
  return Credentials.parse(parseJson(secret));
};
