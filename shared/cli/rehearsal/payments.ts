import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { newSecrets, startPaymentProvider } from '@ecommerce/test-provider';
import { paymentParameter, paymentWebhook } from '../start/payments.ts';
import type { EmulatorConfig } from './probes/probe.ts';

/** The test payment provider beside the emulator. */
export type Payments = {
  url: string;
  /** Sends its events to an order service from now on. */
  tell(orderApiUrl: string): void;
  close(): Promise<void>;
};

/** Starts the provider and writes the parameter by which a stage's order service finds it. */
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
