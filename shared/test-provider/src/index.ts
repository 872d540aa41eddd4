export type { LedgerEntry } from './ledger.ts';
export { type PaymentProvider, type PaymentProviderOptions, startPaymentProvider } from './provider.ts';
export { keptSecrets, newSecrets, type PaymentSecrets } from './secrets.ts';
