import type { PlatformAddresses, Sidecar } from '@ecommerce/platform';
import type { PaymentSecrets } from '@ecommerce/test-provider';
import { type Describe, describePayment } from './describePayment.ts';
import { orderLookup } from './orderLookup.ts';

/** The stage that the platform emulates. */
const STAGE = 'dev';

export const paymentParameterName = (stage: string): string => `/ecommerce/${stage}/orderService/payment`;

/**
 * Returns the parameter that connects a stage's order service to the test provider: a `SecureString`, which an operator writes for a real
 * provider.
 */
export const paymentParameter = (stage: string, url: string, secrets: PaymentSecrets) => ({
  name: paymentParameterName(stage),
  value: JSON.stringify({ provider: 'test', apiUrl: url, ...secrets }),
});

/** Returns the URL of an order service's webhook. */
export const paymentWebhook = (orderApiUrl: string): string => `${orderApiUrl}/payments/webhook`;

/** The address of the order service for the provider. With `gatewayOnly` its events go through the gateway, as they must on a stage. */
const orderApi = ({ apis, urls }: PlatformAddresses, gatewayOnly: boolean): string | undefined =>
  gatewayOnly && apis.orderService !== undefined ? `${urls.gateway}/api/orders` : apis.orderService;

/** The test payment provider. Its events wait until the order service responds; without that stack they wait for ever. */
export const paymentsOf = ({ gatewayOnly }: { gatewayOnly: boolean }): Sidecar => ({
  name: 'payments',
  note: 'the test payment provider: pay orders or decline them',
  portOffset: 11,
  start: async ({ port, directory }) => {
    const { keptSecrets, startPaymentProvider } = await import('@ecommerce/test-provider');
    const secrets = keptSecrets(directory);
    let webhookUrl: string | undefined;
    let describe: Describe | undefined;
    const { url, resume, close } = await startPaymentProvider({
      port,
      ...secrets,
      ...(directory === undefined ? {} : { directory }),
      webhookUrl: () => webhookUrl,
      describe: async (payment) => (await describe?.(payment)) ?? {},
    });
    return {
      url,
      parameters: [{ ...paymentParameter(STAGE, url, secrets), type: 'SecureString' }],
      onReady: (addresses) => {
        const orders = orderApi(addresses, gatewayOnly);
        describe = describePayment(orderLookup(addresses), addresses);
        if (orders !== undefined) webhookUrl = paymentWebhook(orders);
        resume();
      },
      close,
    };
  },
});
