import type { PaymentSecrets } from '../../test-provider/src/secrets.ts';
import type { Endpoints } from './endpoints.ts';
import type { PlatformPorts } from './ports.ts';

/** The stage that the platform plays. */
const STAGE = 'dev';

/** What lets a stage's order service pay by the test provider: the parameter that an operator writes for a real one, a `SecureString`. */
export const paymentParameter = (stage: string, url: string, secrets: PaymentSecrets) => ({
  name: `/ecommerce/${stage}/orderService/payment`,
  value: JSON.stringify({ provider: 'test', apiUrl: url, ...secrets }),
});

/** The webhook of the order service's API. It takes nothing before `open`; there is none without that stack. */
export const paymentWebhook = ({ apis: { orderService: port } }: PlatformPorts) => {
  let isOpen = false;
  return {
    url: () => (isOpen && port !== undefined ? `http://127.0.0.1:${port}/payments/webhook` : undefined),
    open: () => {
      isOpen = true;
    },
  };
};

/** Lets the order service pay by the embedded provider. */
export const putPaymentParameter = ({ parameters, payments: { url, secrets } }: Endpoints): void => {
  const { name, value } = paymentParameter(STAGE, url, secrets);
  parameters.set(name, value, 'SecureString');
};
