import type { Endpoints } from './endpoints.ts';
import type { PaymentSecrets } from './payments/secrets.ts';
import type { PlatformPorts } from './ports.ts';

/** The stage that the platform plays. */
const STAGE = 'dev';

type Parameter = { name: string; value: string; type: 'String' | 'SecureString' };

/** What lets a stage's order service pay by the test provider: the parameters that an operator writes for a real one. */
export const paymentParameters = (stage: string, url: string, secrets: PaymentSecrets): Parameter[] =>
  Object.entries({ provider: 'test', apiUrl: url, ...secrets }).map(([key, value]) => ({
    name: `/ecommerce/${stage}/orderService/payment/${key}`,
    value,
    type: key === 'secretKey' || key === 'webhookSecret' ? 'SecureString' : 'String',
  }));

/** The webhook of the order service's API. It takes nothing before `open`; there is none without that stack. */
export function paymentWebhook({ apis: { orderService: port } }: PlatformPorts) {
  let isOpen = false;
  return {
    url: () => (isOpen && port !== undefined ? `http://127.0.0.1:${port}/payments/webhook` : undefined),
    open: () => {
      isOpen = true;
    },
  };
}

/** Lets the order service pay by the embedded provider. */
export function putPaymentParameters({ parameters, payments: { url, secrets } }: Endpoints): void {
  for (const { name, value, type } of paymentParameters(STAGE, url, secrets)) parameters.set(name, value, type);
}
