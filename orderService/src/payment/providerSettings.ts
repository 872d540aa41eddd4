import { getParameters } from '@aws-lambda-powertools/parameters/ssm';
import { readEnvironment } from '@ecommerce/shared/config.ts';
import * as z from 'zod';

/** The path in Parameter Store below which the provider's parameters lie. */
const { PAYMENT_PARAMETERS } = readEnvironment({ PAYMENT_PARAMETERS: z.string().startsWith('/') });

/** Seconds for which parameters are kept: as long may the old ones be used after a change. */
const PARAMETERS_MAX_AGE = 300;

const secrets = {
  secretKey: z.string().regex(/^(sk|rk)_(live|test)_/),
  webhookSecret: z.string().startsWith('whsec_'),
};
const Settings = z.discriminatedUnion('provider', [
  z.object({ provider: z.literal('none') }),
  z.object({ provider: z.literal('stripe'), ...secrets }),
  z.object({ provider: z.literal('test'), ...secrets, apiUrl: z.url() }),
]);
type Settings = z.infer<typeof Settings>;

/** Until when it need not be looked again whether there are parameters by now (ms): the library keeps what it finds, not that it finds none. */
let noneUntil = 0;

/**
 * The settings of the payment provider that Parameter Store names now; `none` is also what no parameters mean.
 *
 * @throws Error that names the parameters at fault, without their values
 */
export const readProviderSettings = async (): Promise<Settings> => {
  if (Date.now() < noneUntil) return { provider: 'none' };
  const parameters = await getParameters(PAYMENT_PARAMETERS, { decrypt: true, maxAge: PARAMETERS_MAX_AGE });
  if (Object.keys(parameters ?? {}).length === 0) noneUntil = Date.now() + PARAMETERS_MAX_AGE * 1000;
  const { data: settings, error } = Settings.safeParse({ provider: 'none', ...parameters });
  if (settings) return settings;
  const names = error.issues.map(({ path }) => path.join('.')).join(', '); // never their values
  throw new Error(`Bad parameters below ${PAYMENT_PARAMETERS}: ${names}`);
};

/** Whether orders are paid through the shop. */
export const isPaymentConnected = async (): Promise<boolean> => (await readProviderSettings()).provider !== 'none';
