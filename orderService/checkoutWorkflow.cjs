/**
 * The state machine that an order goes through which is paid (Amazon States Language; serverless.yml includes it).
 *
 *   ReserveStock ──► AwaitPayment ──► ConfirmOrder ──► NotifyCustomer
 *        │ refused        │ time-out,      │ cancelled meanwhile
 *        │                │ cancelled      │
 *        ▼                ▼                │         paid after all ──► ConfirmOrder
 *   RejectOrder     CancelUnpaidOrder ◄────┘         not due yet    ──► AwaitPayment
 *        ▼                ▼
 *   ReleaseStock    ReleaseCancelledStock
 *        ▼                ▼
 *   ReturnPayment   ReturnCancelledPayment
 *        ▼
 *   NotifyCustomer
 *
 * The order's row decides, never the workflow: each task asks it and goes where it says. AwaitPayment ends when the webhook, a cancellation
 * or settleStaleOrders uses its token, or by its time-out, which comes after the payment is due. A task that fails for good ends the
 * execution; settleStaleOrders starts it anew from the beginning, which changes nothing of what was done.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
const {
  DECIDED,
  ends,
  failure,
  onErrors,
  own,
  ownTask,
  releaseStock,
  reserveStock,
  retry,
} = require('./workflowTasks.cjs');

/** How long after the payment is due the wait ends by itself, in seconds. */
const MARGIN_SECONDS = 30;

/** @param paymentMinutes how long an order may be paid */
const definition = (paymentMinutes) => ({
  Comment: 'Takes the stock of an order, waits for its payment and ships it; or gives back its stock and its money',
  StartAt: 'ReserveStock',
  States: {
    ReserveStock: reserveStock({ Next: 'AwaitPayment' }),
    AwaitPayment: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: own('AwaitPayment'),
        Payload: {
          'orderId.$': '$.orderId',
          'customerId.$': '$.customerId',
          'correlationId.$': '$.correlationId',
          'dueAt.$': '$.dueAt',
          'taskToken.$': '$$.Task.Token',
        },
      },
      TimeoutSeconds: Math.ceil(Number(paymentMinutes) * 60) + MARGIN_SECONDS,
      ResultPath: null,
      Retry: retry([...DECIDED, 'States.Timeout', 'PaymentOverdue']),
      Catch: onErrors({ 'States.ALL': 'CancelUnpaidOrder' }),
      Next: 'ConfirmOrder',
    },
    ConfirmOrder: ownTask(
      'ConfirmOrder',
      // Paid for: an order that cannot be confirmed for another reason is tried again, not ended
      { OrderNotConfirmable: 'CancelUnpaidOrder', 'States.ALL': 'OrderNotSettled' },
      { Next: 'NotifyCustomer' },
    ),
    CancelUnpaidOrder: ownTask(
      'CancelUnpaidOrder',
      {
        OrderPaid: 'ConfirmOrder',
        PaymentAwaited: 'AwaitPayment',
        OrderRejected: 'RejectOrder',
        'States.ALL': 'OrderNotSettled',
      },
      { Next: 'ReleaseCancelledStock' },
    ),
    ReleaseCancelledStock: releaseStock({ Next: 'ReturnCancelledPayment' }),
    ReturnCancelledPayment: returnPayment({ End: true }), // the event ORDER_CANCELLED has told the customer's mail
    RejectOrder: ownTask(
      'RejectOrder',
      { OrderCancelled: 'ReleaseCancelledStock', 'States.ALL': 'OrderNotSettled' },
      { Next: 'ReleaseStock' },
    ),
    ReleaseStock: releaseStock({ Next: 'ReturnPayment' }),
    ReturnPayment: returnPayment({ Next: 'NotifyCustomer' }),
    ...ends,
    PaymentNotReturned: failure(
      'PaymentNotReturned',
      'The order has ended and its stock is back, but its money is not.',
    ),
  },
});

const returnPayment = (rest) => ownTask('ReturnPayment', { 'States.ALL': 'PaymentNotReturned' }, rest);

module.exports = async ({ resolveVariable }) => definition(await resolveVariable('param:paymentMinutes'));
module.exports.definition = definition;
