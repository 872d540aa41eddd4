import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { JwtRsaVerifier } from 'aws-jwt-verify';
import { installClients } from './clients.ts';
import { installClock } from './clock.ts';
import type { CloudSetting } from './cloud.ts';
import { type FunctionSetting, readDeployment } from './deployment.ts';
import type { Handler, SimulatedFunction } from './functions.ts';
import { installPaymentProvider, SECRET_KEY, WEBHOOK_SECRET } from './paymentProvider.ts';

const root = join(import.meta.dirname, '../..');

/** Functions of productService that orders use. */
const PRODUCT_FUNCTIONS = ['readProducts', 'reserveStock', 'releaseStock', 'restock'];

/** Values that the templates take from outside. */
const GIVEN: Record<string, string> = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'simulation',
  AWS_SECRET_ACCESS_KEY: 'simulation',
  MAIL_FROM: 'shop@example.com',
  DEAD_LETTER_QUEUES: JSON.stringify([
    { queue: 'DeadLetterQueue', runbook: 'deadLetters', url: 'https://sqs.example.com' },
  ]),
  SHOP_NAME: 'Simulated Shop',
  SHOP_URL: '',
  SHOP_CURRENCY: 'EUR',
  USER_POOL_ISSUER: 'https://accounts.example.com/pool',
  USER_POOL_CLIENT_ID: 'client',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_SERVICE_NAME: 'simulation',
  POWERTOOLS_DEV: 'false',
  STAGE: 'simulated',
};

/** Turns this process into a simulated one and loads the real handlers into it. For a process that does nothing else. */
export const loadShop = async (): Promise<CloudSetting> => {
  installClock();
  installClients();
  installPaymentProvider();
  JwtRsaVerifier.prototype.verify = async (token: string) => JSON.parse(Buffer.from(token, 'base64url').toString());
  const deployment = await readDeployment(root, ['productService', 'orderService']);
  const settings = deployment.functions.filter(
    ({ service, name }) => service === 'orderService' || PRODUCT_FUNCTIONS.includes(name.replace(/^.*\./, '')),
  );
  process.env = { ...process.env, ...environmentOf(settings), ...GIVEN }; // A plain object: each read of the real one is a system call
  Error.stackTraceLimit = 0; // Rejections are frequent, and nobody reads their stacks
  const functions = new Map<string, SimulatedFunction>();
  for (const { name, module, timeoutSeconds } of settings) {
    const { handler } = (await import(pathToFileURL(join(root, module)).href)) as { handler: Handler };
    functions.set(name, { name, timeoutSeconds, handler });
  }
  return { deployment, functions, parameters: providerParameters() };
};

/** Merges the functions' environments into one: no two may need different values of a variable. */
const environmentOf = (settings: FunctionSetting[]): Record<string, string> => {
  const environment: Record<string, string> = {};
  for (const { name, environment: own } of settings) {
    for (const [variable, value] of Object.entries(own)) {
      if (variable in GIVEN) continue;
      environment[variable] ??= value;
      if (environment[variable] !== value) throw new Error(`${name} needs another ${variable} than the others`);
    }
  }
  return environment;
};

/** Returns a test provider's parameters: each by its name, and all in one. */
const providerParameters = (): Map<string, string> => {
  const settings = {
    provider: 'test',
    secretKey: SECRET_KEY,
    webhookSecret: WEBHOOK_SECRET,
    apiUrl: 'http://provider.example.com',
  };
  const path = '/ecommerce/simulated/orderService/payment';
  return new Map([
    [path, JSON.stringify(settings)],
    ...Object.entries(settings).map(([name, value]): [string, string] => [`${path}/${name}`, value]),
  ]);
};
