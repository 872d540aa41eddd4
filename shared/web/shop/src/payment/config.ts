import { isRecord } from '../storage.ts';

/** How payments are taken: the key of the payment provider for browsers, and the address of a test provider. */
export type PaymentConfig = { publishableKey?: string; testProvider?: string };

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Reads `shop.json`, which lies beside the pages. The local platform has one for its test provider. */
export const readPaymentConfig = async (): Promise<PaymentConfig> => {
  const response = await fetch('/shop.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`shop.json: ${response.status}`);
  const found: unknown = await response.json();
  if (!isRecord(found)) return {};
  const [publishableKey, testProvider] = [textOf(found.publishableKey), textOf(found.testProvider)];
  return { ...(publishableKey && { publishableKey }), ...(testProvider && { testProvider }) };
};
