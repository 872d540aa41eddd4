import './environment.ts';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { newSecrets, startPaymentProvider } from '@ecommerce/test-provider';
import { mockClient } from 'aws-sdk-client-mock';
import Stripe from 'stripe';
import type { Payment } from '../src/order/payment.ts';

const secrets = newSecrets();

/** The test payment provider, which sends no events: tests say what the shop hears. */
const server = await startPaymentProvider({ port: 0, ...secrets, webhookUrl: () => undefined });
const address = new URL(server.url);

/** Who looks at the provider from its own side. */
const stripe = new Stripe(secrets.secretKey, {
  protocol: 'http',
  host: address.hostname,
  port: address.port,
  telemetry: false,
});

/** Lets Parameter Store name the provider. */
export const providerParameters = (changes: Record<string, string> = {}) =>
  mockClient(SSMClient)
    .on(GetParameterCommand)
    .resolves({
      Parameter: { Value: JSON.stringify({ provider: 'test', apiUrl: server.url, ...secrets, ...changes }) },
    });

export const provider = {
  stripe,
  secrets,
  close: () => server.close(),
  /** The customer pays. */
  pay: (payment: Payment, card = 'pm_card_visa') =>
    stripe.paymentIntents.confirm(payment.paymentIntentId, { payment_method: card }),
  /** What went through and came back, in minor units. */
  ledger: async ({ paymentIntentId }: Payment) => {
    const { amount_received, status } = await stripe.paymentIntents.retrieve(paymentIntentId);
    const { data } = await stripe.refunds.list({ payment_intent: paymentIntentId, limit: 100 });
    const returned = data.filter((refund) => refund.status !== 'failed');
    return { status, captured: amount_received, refunded: returned.reduce((sum, { amount }) => sum + amount, 0) };
  },
  /** The header with which the provider would send this body. */
  sign: (payload: string, changes: { secret?: string; timestamp?: number } = {}) =>
    stripe.webhooks.generateTestHeaderString({ payload, secret: secrets.webhookSecret, ...changes } as never),
};
