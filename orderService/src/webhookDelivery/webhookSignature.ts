import { createHmac } from 'node:crypto';

/** A message that is signed: `at` in epoch milliseconds. */
type Message = { id: string; at: number; body: string };

/**
 * Returns the headers of a message: its id, its time, and a signature with each secret.
 *
 * @param secrets `whsec_` and the key in Base64
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export const signedHeaders = (secrets: readonly string[], { id, at, body }: Message): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
};
