/**
 * The state machine of an order's whole life (Amazon States Language; serverless.yml includes it). The queue's consumer runs
 * it for a batch of orders, of which it knows only the ids, and waits for its end.
 *
 *   ReadSteps ──► ReserveStock ──► RecordReservations ──► ForEachOrder:
 *
 *     NextStep ──► ConfirmOrder ────────────────────────┐
 *        ▲    ├──► AwaitPayment ──► OrderDone           │
 *        │    ├──► ExpirePayment ───────────────────────┤
 *        │    ├──► ReleaseStock ──► RefundPayment ──► NotifyCustomer ──► OrderDone
 *        │    ├──► RestockReturns ──────────────────────┤
 *        │    ├──► RefundPayment ──► NotifyCustomer     │
 *        │    ├──► NotifyCustomer                       │
 *        │    └──► OrderDone                            │
 *        └──────────────────────────────────────────────┘
 *
 * The order's row decides, never the workflow: each task reads it and answers with the next step that it calls for (src/order/nextStep.ts), so
 * that an execution may begin anywhere, end anywhere and run twice. Stock is released before money is refunded. A step that fails is recorded,
 * and tried again when the sweeper enqueues the order: RecordFailures ends what cannot succeed.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-express-synchronous.html
 */

/** Retries a brief failure once, soon; anything that lasts longer waits for the sweeper. */
const RETRY = [
  {
    ErrorEquals: [
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
      'ServiceUnavailable', // an outage, as our functions report it
    ],
    IntervalSeconds: 1,
    MaxAttempts: 1,
    JitterStrategy: 'FULL',
  },
];

/** Longer than a function's timeout, so that a timeout here means that no response will come. */
const TASK_SECONDS = 12;

/** The consumer waits for 30 s. */
const WORKFLOW_SECONDS = 25;

/**
 * The ARN of one of this service's functions.
 *
 * @param {string} name
 */
const own = (name) => ({ 'Fn::GetAtt': [`${name}LambdaFunction`, 'Arn'] });

/**
 * @param {object} Resource
 * @param {object} rest
 */
const task = (Resource, rest) => ({ Type: 'Task', Resource, TimeoutSeconds: TASK_SECONDS, Retry: RETRY, ...rest });

/** @param {string} Next */
const toFailures = (Next) => [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next }];

/**
 * A step of one order: its output is the order with its next step.
 *
 * @param {string} name
 */
const step = (name) => task(own(name), { Catch: toFailures('RecordFailures'), Next: 'NextStep' });

/** @param {string[]} steps */
const choose = (steps) => ({
  Type: 'Choice',
  Choices: steps.map((name) => ({ Variable: '$.step', StringEquals: name, Next: name })),
  Default: 'OrderDone',
});

const orderStates = {
  NextStep: choose([
    'ConfirmOrder',
    'AwaitPayment',
    'ExpirePayment',
    'ReleaseStock',
    'RestockReturns',
    'RefundPayment',
    'NotifyCustomer',
    'RecordFailures',
  ]),
  ConfirmOrder: step('ConfirmOrder'),
  AwaitPayment: step('AwaitPayment'),
  ExpirePayment: step('ExpirePayment'),
  ReleaseStock: task(
    { Ref: 'ReleaseStockFunctionArn' },
    {
      Parameters: { 'orderId.$': '$.orderId', 'correlationId.$': '$.correlationId' },
      ResultPath: null,
      Catch: toFailures('RecordFailures'),
      Next: 'IsPaidThroughShop',
    },
  ),
  IsPaidThroughShop: {
    Type: 'Choice',
    Choices: [{ Variable: '$.hasPayment', BooleanEquals: true, Next: 'RefundPayment' }],
    Default: 'NotifyCustomer',
  },
  RestockReturns: step('RestockReturns'),
  RefundPayment: step('RefundPayment'),
  NotifyCustomer: step('NotifyCustomer'),
  RecordFailures: task(own('RecordFailures'), {
    Parameters: { 'orders.$': 'States.Array($)', 'error.$': '$.error' },
    ResultPath: null,
    Catch: toFailures('OrderDone'), // the row keeps its next check; the other orders of the batch continue
    Next: 'OrderDone',
  }),
  OrderDone: { Type: 'Succeed' },
};

module.exports = {
  Comment: 'Does the next steps of orders: stock, payment, shipping, cancellation, refunds, events and emails',
  TimeoutSeconds: WORKFLOW_SECONDS,
  StartAt: 'ReadSteps',
  States: {
    ReadSteps: task(own('ReadSteps'), { Next: 'IsStockNeeded' }),
    IsStockNeeded: {
      Type: 'Choice',
      Choices: [{ Variable: '$.toReserve[0]', IsPresent: true, Next: 'ReserveStock' }],
      Default: 'ForEachOrder',
    },
    ReserveStock: task(
      { Ref: 'ReserveStockFunctionArn' },
      {
        Parameters: { 'orders.$': '$.toReserve' },
        ResultPath: '$.reservations',
        Catch: toFailures('RecordFailedReservations'),
        Next: 'RecordReservations',
      },
    ),
    RecordReservations: task(own('RecordReservations'), {
      Parameters: { 'orders.$': '$.orders', 'reservations.$': '$.reservations' },
      ResultPath: '$.orders',
      Catch: toFailures('RecordFailedReservations'),
      Next: 'ForEachOrder',
    }),
    RecordFailedReservations: task(own('RecordFailures'), {
      Parameters: { 'orders.$': '$.toReserve', 'error.$': '$.error' },
      ResultPath: null,
      Next: 'ForEachOrder', // orders that wait for stock are done for now
    }),
    ForEachOrder: {
      Type: 'Map',
      ItemsPath: '$.orders',
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'NextStep', States: orderStates },
      ResultPath: null,
      Next: 'AllDone',
    },
    AllDone: { Type: 'Succeed', InputPath: '$.missing' },
  },
};
