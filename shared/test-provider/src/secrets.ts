import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Keys } from './api/access.ts';
import { namingFile } from './database.ts';

export type PaymentSecrets = Keys & {
  /** `whsec_…`: signs the events for the webhook. */
  webhookSecret: string;
};

/** Creates secrets in the format of Stripe's test mode. */
export const newSecrets = (): PaymentSecrets => {
  const account = randomBytes(8).toString('hex');
  const secret = () => randomBytes(24).toString('hex');
  return {
    secretKey: `sk_test_${account}${secret()}`,
    publishableKey: `pk_test_${account}${secret()}`,
    webhookSecret: `whsec_${secret()}`,
  };
};

/** Returns the secrets stored in `directory`, created the first time; without a directory, new ones. */
export const keptSecrets = (directory: string | undefined): PaymentSecrets => {
  if (directory === undefined) return newSecrets();
  const file = join(directory, 'secrets.json');
  if (!existsSync(file)) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(newSecrets(), null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file); // whole or not at all
  }
  return namingFile(file, () => JSON.parse(readFileSync(file, 'utf8')) as PaymentSecrets);
};
