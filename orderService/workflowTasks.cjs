/**
 * What the state machines' tasks have in common (Amazon States Language).
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */

/** productService's refusals. */
const REFUSALS = ['InsufficientStock', 'ProductUnavailable', 'ReservationReleased'];

/** Answers that no retry changes: refusals, and an order that is settled another way. */
const DECIDED = [
  ...REFUSALS,
  'OrderNotConfirmable',
  'OrderAlreadyShipping',
  'OrderNotRejectable',
  'OrderCancelled',
  'OrderRejected',
  'OrderPaid',
  'PaymentAwaited',
  'PaymentNotReturned',
];

/** Lambda was busy or broken; the function may not even have started. */
const LAMBDA_TROUBLE = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

const backoff = { IntervalSeconds: 1, BackoffRate: 2, JitterStrategy: 'FULL' };

/** @param decided answers that no retry changes */
const retry = (decided = DECIDED) => [
  { ErrorEquals: decided, MaxAttempts: 0 },
  { ErrorEquals: LAMBDA_TROUBLE, ...backoff, MaxAttempts: 8, MaxDelaySeconds: 30 },
  { ErrorEquals: ['States.ALL'], ...backoff, MaxAttempts: 5, MaxDelaySeconds: 20 },
];

/** Where a task's errors lead, by their names; the first that fits counts. */
const onErrors = (ways) =>
  Object.entries(ways).map(([error, Next]) => ({ ErrorEquals: [error], ResultPath: '$.error', Next }));

/** A task that passes its input on. Its time is twice the function's own, so that a timeout here means that no answer will come. */
const task = (Resource, rest) => ({
  Type: 'Task',
  Resource,
  TimeoutSeconds: 20,
  ResultPath: null,
  Retry: retry(),
  ...rest,
});

/** The ARN of one of this service's functions. */
const own = (name) => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });

/** A task that one of this service's functions does. */
const ownTask = (name, ways, rest) => task(own(name), { Catch: onErrors(ways), ...rest });

const reserveStock = (rest) =>
  task(
    { Ref: 'ReserveStockFunctionArn' },
    {
      Parameters: { 'orderId.$': '$.orderId', 'items.$': '$.items', 'correlationId.$': '$.correlationId' },
      // What is refused is rejected. After an outage the order is tried again later
      Catch: [
        { ErrorEquals: REFUSALS, ResultPath: '$.error', Next: 'RejectOrder' },
        ...onErrors({ 'States.ALL': 'OrderNotSettled' }),
      ],
      ...rest,
    },
  );

const releaseStock = (rest) =>
  task(
    { Ref: 'ReleaseStockFunctionArn' },
    {
      Parameters: { 'orderId.$': '$.orderId', 'correlationId.$': '$.correlationId' },
      Catch: onErrors({ 'States.ALL': 'StockNotReleased' }),
      ...rest,
    },
  );

/** An end without success. Its cause is the name of the error that was caught: settleStaleOrders looks whether it may go away. */
const failure = (error, Comment) => ({ Type: 'Fail', Comment, Error: error, CausePath: '$.error.Error' });

/** How both machines end. */
const ends = {
  // Only requests the mail: the order stands whatever becomes of it
  NotifyCustomer: ownTask('NotifyCustomer', { 'States.ALL': 'CustomerNotNotified' }, { End: true }),
  CustomerNotNotified: failure(
    'CustomerNotNotified', // settleStaleOrders starts the execution anew, so that the mail is requested in the end
    'The order has ended as it should, but the mail about it could not be requested.',
  ),
  OrderNotSettled: failure('OrderNotSettled', 'The order could be neither shipped nor ended; its stock may be taken.'),
  StockNotReleased: failure('StockNotReleased', 'The order has ended, but its stock is still taken.'),
};

module.exports = { DECIDED, ends, failure, onErrors, own, ownTask, releaseStock, reserveStock, retry };
