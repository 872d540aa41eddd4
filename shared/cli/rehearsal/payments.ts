import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { newSecrets, startPaymentProvider } from '@ecommerce/test-provider';
import { paymentParameter, paymentWebhook } from '../start/payments.ts';
import type { EmulatorConfig } from './probes/probe.ts';

/** The test payment provider next to the emulator. */
export type Payments = {
  url: string;
  /** Starts sending its events to an order service. */
  tell(orderApiUrl: string): void;
  close(): Promise<void>;
};

/** Starts the provider and writes the parameter that connects a stage's order service to it. */
export const startPayments = async (config: EmulatorConfig, stage: string): Promise<Payments> => {
  const secrets = newSecrets();
  let webhook: string | undefined;
  const { url, resume, close } = await startPaymentProvider({ port: 0, ...secrets, webhookUrl: () => webhook });
  const ssm = new SSMClient(config);
  const { name, value } = paymentParameter(stage, url, secrets);
  await ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString' }));
  ssm.destroy();
  return {
    url,
    tell(orderApiUrl) {
      webhook = paymentWebhook(orderApiUrl);
      resume();
    },
    close,
  };
};
