import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { name, readEnvironment } from '@ecommerce/shared/config.ts';
import { retryConflicts } from '@ecommerce/shared/conflicts.ts';
import { dynamodb, wasWritten } from '@ecommerce/shared/dynamodb.ts';
import { updateOnce } from '@ecommerce/shared/writeOnce.ts';
import type { MailKey, Order } from './order.ts';
import type { StoredOrder } from './orderStore.ts';

const { ORDERS_TABLE } = readEnvironment({ ORDERS_TABLE: name });

/** How long a claim on an email is valid, in seconds: longer than the timeout of the function that sends it. */
export const MAIL_LEASE_SECONDS = 60;

/** The right to send one email of an order. `claimedAt` is set if this call holds it. */
export type MailClaim = { key: MailKey; order: StoredOrder; claimedAt?: string };

/**
 * Claims the right to send an order's email, if it was not sent and no other valid claim exists.
 *
 * @param expected attributes that the order must have, e.g. `{ status: 'shipping' }`
 * @returns the claim; without `claimedAt` if a condition failed, with the current order; `undefined` if there is no such order
 */
export const claimMail = async (
  key: MailKey,
  orderId: string,
  expected: Partial<Pick<Order, 'status'>>,
): Promise<MailClaim | undefined> => {
  const now = Date.now();
  const claimedAt = new Date(now).toISOString();
  const attributes = Object.keys(expected);
  const { written, row } = await updateOnce({
    TableName: ORDERS_TABLE,
    Key: { orderId },
    UpdateExpression: 'SET mails.#mail = :claim',
    ConditionExpression: [
      'attribute_exists(orderId)',
      ...attributes.map((attribute) => `#${attribute} = :${attribute}`),
      '(attribute_not_exists(mails.#mail) OR (mails.#mail.#state = :sending AND mails.#mail.#at < :expired))',
    ].join(' AND '),
    ExpressionAttributeNames: {
      ...Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute])),
      '#mail': key,
      '#state': 'state',
      '#at': 'at',
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(expected).map(([attribute, value]) => [`:${attribute}`, value])),
      ':claim': { state: 'sending', at: claimedAt },
      ':sending': 'sending',
      ':expired': new Date(now - MAIL_LEASE_SECONDS * 1000).toISOString(),
    },
  });
  const order = row as StoredOrder | undefined;
  return order && { key, order, ...(written ? { claimedAt } : {}) };
};

/** Records that the email was sent: it is never sent again. */
export const markMailSent = ({ key, order }: MailClaim): Promise<void> =>
  updateMail(order.orderId, {
    UpdateExpression: 'SET mails.#mail = :sent',
    ExpressionAttributeNames: { '#mail': key },
    ExpressionAttributeValues: { ':sent': { state: 'sent', at: new Date().toISOString() } },
  });

/** Releases a claim, so that the next attempt need not wait for its lease to end. A claim that another call took over stays. */
export const releaseMail = async ({ key, order, claimedAt }: MailClaim): Promise<void> => {
  await wasWritten(
    updateMail(order.orderId, {
      UpdateExpression: 'REMOVE mails.#mail',
      ConditionExpression: 'mails.#mail.#state = :sending AND mails.#mail.#at = :claimedAt',
      ExpressionAttributeNames: { '#mail': key, '#state': 'state', '#at': 'at' },
      ExpressionAttributeValues: { ':sending': 'sending', ':claimedAt': claimedAt },
    }),
  );
};

const updateMail = async (
  orderId: string,
  update: {
    UpdateExpression: string;
    ConditionExpression?: string;
    ExpressionAttributeNames: Record<string, string>;
    ExpressionAttributeValues: Record<string, unknown>;
  },
): Promise<void> => {
  const command = new UpdateCommand({ TableName: ORDERS_TABLE, Key: { orderId }, ...update });
  await retryConflicts(() => dynamodb.send(command));
};
