import type { Endpoints } from './endpoints.ts';
import type { PlatformPorts } from './ports.ts';

/** Where the stage that the platform plays has what it pays by. */
const path = '/ecommerce/dev/orderService/payment';

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

/** Lets the order service pay by the embedded provider: what an operator puts into Parameter Store for a real one. */
export function putPaymentParameters({ parameters, payments: { url, secrets } }: Endpoints): void {
  parameters.set(`${path}/provider`, 'test');
  parameters.set(`${path}/apiUrl`, url);
  parameters.set(`${path}/publishableKey`, secrets.publishableKey);
  parameters.set(`${path}/secretKey`, secrets.secretKey, 'SecureString');
  parameters.set(`${path}/webhookSecret`, secrets.webhookSecret, 'SecureString');
}
