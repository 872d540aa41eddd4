import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { isNamed } from '@ecommerce/shared/errors.ts';
import { log } from '@ecommerce/shared/log.ts';
import type { StoredOrder } from '../order/orderStore.ts';

const stepFunctions = new SFNClient({});

/** What the waiting task may be told: to go on, or why not. */
export type News = 'OrderPaid' | 'OrderCancelled' | 'PaymentOverdue';

/**
 * Wakes the workflow that waits for an order's payment. Nothing where none waits any more: the row has decided, and whoever waited
 * too long looks at it.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export const wakeWorkflow = async (
  { taskToken, orderId }: Pick<StoredOrder, 'orderId' | 'taskToken'>,
  news: News,
): Promise<void> => {
  if (taskToken === undefined) return;
  try {
    await (news === 'OrderPaid'
      ? stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
      : stepFunctions.send(new SendTaskFailureCommand({ taskToken, error: news, cause: `Order ${orderId}` })));
  } catch (error) {
    if (!isNamed(error, 'TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken')) throw error;
  }
};

/** Tells the workflow of a cancelled order. The order is cancelled, whether or not its workflow could be told: settleStaleOrders tells it again. */
export const tellWorkflow = (order: Pick<StoredOrder, 'orderId' | 'taskToken'>): Promise<void> =>
  wakeWorkflow(order, 'OrderCancelled').catch((error) =>
    log.error('workflow not told of the cancellation', { orderId: order.orderId, error }),
  );
