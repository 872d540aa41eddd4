/**
 * The state machine that an accepted order goes through (Amazon States Language; serverless.yml includes it).
 *
 *   ReserveStock ──► ConfirmOrder ──► NotifyCustomer          an order that goes well: 4 transitions with the end
 *        │ refused or failed for good
 *        ▼
 *   RejectOrder ──► ReleaseStock ──► NotifyCustomer
 *
 * The order is rejected before its stock goes back: one that turns out to be shipping after all (ConfirmOrder answered too late) refuses
 * to be rejected and keeps its stock. Every task may run twice. A failed execution is started anew under another name, with the same input.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */

/** Answers that no retry changes: productService's refusals, and an order that is settled the other way. */
const DECIDED = [
  'InsufficientStock',
  'ProductUnavailable',
  'ReservationReleased',
  'OrderNotConfirmable',
  'OrderAlreadyShipping',
];

/** Lambda was busy or broken; the function may not even have started. */
const LAMBDA_TROUBLE = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

const backoff = { IntervalSeconds: 1, BackoffRate: 2, JitterStrategy: 'FULL' };

const retry = [
  { ErrorEquals: DECIDED, MaxAttempts: 0 },
  { ErrorEquals: LAMBDA_TROUBLE, ...backoff, MaxAttempts: 8, MaxDelaySeconds: 30 },
  // A claim on a mail lasts 60 seconds (orderStore.ts): together these attempts outlast it
  { ErrorEquals: ['MailBeingSent'], IntervalSeconds: 15, BackoffRate: 1, MaxAttempts: 5 },
  { ErrorEquals: ['States.ALL'], ...backoff, MaxAttempts: 5, MaxDelaySeconds: 20 },
];

const onError = (ErrorEquals, Next) => ({ ErrorEquals, ResultPath: '$.error', Next });

/** A task that passes its input on. Its time is twice the function's own, so that a timeout here means that no answer will come. */
const task = (Resource, rest) => ({
  Type: 'Task',
  Resource,
  TimeoutSeconds: 20,
  ResultPath: null,
  Retry: retry,
  ...rest,
});

const own = (name) => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });

module.exports = {
  Comment: 'Takes the stock of an order and moves it from pending to shipping, or rejects it',
  StartAt: 'ReserveStock',
  States: {
    ReserveStock: task(
      { Ref: 'ReserveStockFunctionArn' },
      {
        Parameters: { 'orderId.$': '$.orderId', 'items.$': '$.items', 'correlationId.$': '$.correlationId' },
        Catch: [onError(['States.ALL'], 'RejectOrder')],
        Next: 'ConfirmOrder',
      },
    ),
    ConfirmOrder: task(own('ConfirmOrder'), {
      Catch: [onError(['States.ALL'], 'RejectOrder')],
      Next: 'NotifyCustomer',
    }),
    RejectOrder: task(own('RejectOrder'), {
      Catch: [onError(['OrderAlreadyShipping'], 'NotifyCustomer'), onError(['States.ALL'], 'OrderNotSettled')],
      Next: 'ReleaseStock',
    }),
    ReleaseStock: task(
      { Ref: 'ReleaseStockFunctionArn' },
      {
        Parameters: { 'orderId.$': '$.orderId', 'correlationId.$': '$.correlationId' },
        Catch: [onError(['States.ALL'], 'StockNotReleased')],
        Next: 'NotifyCustomer',
      },
    ),
    NotifyCustomer: task(own('NotifyCustomer'), {
      // The order stands, mailed or not; the function has logged why
      Catch: [onError(['States.ALL'], 'CustomerNotNotified')],
      End: true,
    }),
    CustomerNotNotified: { Type: 'Succeed' },
    OrderNotSettled: {
      Type: 'Fail',
      Error: 'OrderNotSettled',
      Cause: 'The order could be neither confirmed nor rejected; its stock may be taken.',
    },
    StockNotReleased: {
      Type: 'Fail',
      Error: 'StockNotReleased',
      Cause: 'The order is rejected, but its stock is still taken.',
    },
  },
};
