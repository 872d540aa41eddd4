/** @import { AddedResources, VariableResolution } from './framework.ts' */

/**
 * Creates the stage's dashboard `ecommerce-{stage}` and the saved query for the log lines of one order. They belong to orderService, the
 * last stack to be deployed, and refer to other stacks' resources by name, so they add no dependency between stacks.
 *
 * @param {VariableResolution} resolution
 * @returns {Promise<AddedResources>}
 */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: `ecommerce-${stage}`,
          DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: layOut(widgets(stage)) }) },
        },
      },
      OneOrderQuery: {
        Type: 'AWS::Logs::QueryDefinition',
        Properties: {
          Name: `ecommerce/${stage}/one order`,
          LogGroupNames: ORDER_FUNCTIONS.map(([service, name]) => `/aws/lambda/${service}-${stage}-${name}`),
          QueryString: ONE_ORDER,
        },
      },
    },
  };
};

/** Placeholders for CloudFormation. */
const HTTP_API = `\${HttpApi}`;
const REGION = `\${AWS::Region}`;

/**
 * All functions that process orders.
 *
 * @type {[service: string, name: string][]}
 */
const ORDER_FUNCTIONS = [
  ['orderService', 'createOrder'],
  ['orderService', 'processOrders'],
  ['orderService', 'readSteps'],
  ['orderService', 'recordReservations'],
  ['orderService', 'confirmOrder'],
  ['orderService', 'awaitPayment'],
  ['orderService', 'expirePayment'],
  ['orderService', 'refundPayment'],
  ['orderService', 'notifyCustomer'],
  ['orderService', 'recordFailures'],
  ['orderService', 'sendMail'],
  ['orderService', 'checkout'],
  ['orderService', 'paymentWebhook'],
  ['orderService', 'cancelOrder'],
  ['orderService', 'refundOrder'],
  ['orderService', 'sweepOrders'],
  ['productService', 'readProducts'],
  ['productService', 'reserveStock'],
  ['productService', 'releaseStock'],
];

/** The saved query, also in docs/runbooks/README.md. */
const ONE_ORDER = `fields @timestamp, service, function_name, level, message, orderId, reason, kind, error.message, correlationId, xray_trace_id
| filter correlationId = "CORRELATION_ID" or orderId = "ORDER_ID" or @message like "ORDER_ID"
| sort @timestamp asc
| limit 1000`;

const SERVICES = ['authService', 'bannerService', 'categoryService', 'productService', 'orderService'];
const TABLES = {
  authService: ['Users', 'DeletedAccounts', 'RateLimits'],
  bannerService: ['Banners', 'RateLimits'],
  categoryService: ['Categories', 'RateLimits'],
  productService: [
    'CategoryTree',
    'ProductFiles',
    'Products',
    'Reviews',
    'SearchIndex',
    'Stock',
    'StockAlerts',
    'StockMovements',
    'StockReservations',
    'WishLists',
  ],
  orderService: [
    'Orders',
    'OrderNumbers',
    'Invoices',
    'Carts',
    'UnpaidOrders',
    'OrderKeys',
    'RateLimits',
    'Settings',
    'Discounts',
    'DiscountUses',
    'Webhooks',
    'WebhookDeliveries',
  ],
};
const DEAD_LETTERS = {
  authService: [
    'NotificationDeadLetterQueue',
    'CleanUpDeadLetterQueue',
    'DeletionDeadLetterQueue',
    'ExportDeadLetterQueue',
  ],
  orderService: [
    'OrderDeadLetterQueue',
    'NotificationDeadLetterQueue',
    'InvoiceDeadLetterQueue',
    'SweepDeadLetterQueue',
    'DeletionDeadLetterQueue',
    'WebhookDeadLetterQueue',
    'WebhookDeliveryDeadLetterQueue',
  ],
  productService: [
    'UploadDeadLetterQueue',
    'CleanUpDeadLetterQueue',
    'SearchIndexDeadLetterQueue',
    'NotificationDeadLetterQueue',
    'DeletionDeadLetterQueue',
    'PurchaseDeadLetterQueue',
    'ScheduledPriceDeadLetterQueue',
    'CategoryDeadLetterQueue',
    'StockAlertDeadLetterQueue',
    'ProductEventDeadLetterQueue',
    'ProductFileDeadLetterQueue',
    'ImportUploadDeadLetterQueue',
  ],
  categoryService: ['UploadDeadLetterQueue', 'CleanUpDeadLetterQueue', 'CategoryEventDeadLetterQueue'],
  bannerService: ['UploadDeadLetterQueue'],
};

/** The graphs of all services, and of all tables. */
const FUNCTION_GRAPHS = [
  { metric: 'Errors', stat: 'Sum', title: 'errors' },
  { metric: 'Duration', stat: 'p99', title: 'p99 duration (ms)' },
  { metric: 'ConcurrentExecutions', stat: 'Maximum', title: 'concurrency' },
];
const TABLE_GRAPHS = [
  { title: 'throttled requests', metrics: ['ReadThrottleEvents', 'WriteThrottleEvents'] },
  { title: 'capacity used', metrics: ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'] },
];

/**
 * @param {Record<string, string[]>} byService
 * @param {string} stage
 */
const names = (byService, stage) =>
  Object.entries(byService).flatMap(([service, list]) => list.map((name) => `${service}-${stage}-${name}`));

/** @param {string} stage */
const widgets = (stage) => {
  /** @param {string} resource */
  const name = (resource) => `orderService-${stage}-${resource}`;
  /**
   * @param {string} metric
   * @param {string} stat
   * @param {string} label
   */
  const invocations = (metric, stat, label) =>
    ORDER_FUNCTIONS.filter(([service]) => service === 'orderService').map(([service, fn]) => [
      'AWS/Lambda',
      metric,
      'FunctionName',
      `${service}-${stage}-${fn}`,
      { stat, label: `${fn}${label}` },
    ]);
  return [
    graph('Orders: from request to email', invocations('Invocations', 'Sum', '')),
    graph(
      'OrderWorkflow',
      ['ExecutionsStarted', 'ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut'].map((metric) => [
        'AWS/States',
        metric,
        'StateMachineArn',
        `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${name('OrderWorkflow')}`,
        { stat: 'Sum' },
      ]),
    ),
    graph(
      'Order, notification and invoice queues',
      ['OrderQueue', 'NotificationQueue', 'InvoiceQueue'].flatMap((queue) => [
        waiting(name(queue), 'ApproximateNumberOfMessagesVisible', { label: `${queue}: waiting` }),
        waiting(name(queue), 'ApproximateAgeOfOldestMessage', {
          label: `${queue}: age of the oldest (s)`,
          yAxis: 'right',
        }),
      ]),
    ),
    graph(
      'Dead letters',
      names(DEAD_LETTERS, stage).map((queue) => waiting(queue, 'ApproximateNumberOfMessagesVisible', { label: queue })),
    ),
    graph('Payment events of other sites', [['ecommerce', name('foreignPaymentEvents'), { stat: 'Sum' }]]),
    graph(
      'orderService: answers',
      ['Count', '4xx', '5xx'].map((metric) => ['AWS/ApiGateway', metric, 'ApiId', HTTP_API, { stat: 'Sum' }]),
    ),
    graph(
      'orderService: latency (ms)',
      ['p50', 'p90', 'p99'].map((stat) => ['AWS/ApiGateway', 'Latency', 'ApiId', HTTP_API, { stat, label: stat }]),
    ),
    ...FUNCTION_GRAPHS.map(({ metric, stat, title }) =>
      graph(
        `Functions: ${title}`,
        SERVICES.map((service, index) => [
          { expression: ofService(service, stage, metric, stat), id: `e${index}`, label: '' },
        ]),
      ),
    ),
    ...TABLE_GRAPHS.map(({ title, metrics }) =>
      graph(
        `Tables: ${title}`,
        names(TABLES, stage).flatMap((table) =>
          metrics.map((metric) => ['AWS/DynamoDB', metric, 'TableName', table, { stat: 'Sum' }]),
        ),
      ),
    ),
    graph(
      'Emails of the account',
      ['Send', 'Bounce', 'Complaint', 'Reject'].map((metric) => ['AWS/SES', metric, { stat: 'Sum' }]),
    ),
  ];
};

/**
 * @param {string} queue
 * @param {string} metric
 * @param {Record<string, string>} shown
 */
const waiting = (queue, metric, shown) => ['AWS/SQS', metric, 'QueueName', queue, { stat: 'Maximum', ...shown }];

/**
 * Returns the search expression for all functions of a service.
 *
 * @param {string} service
 * @param {string} stage
 * @param {string} metric
 * @param {string} stat
 */
const ofService = (service, stage, metric, stat) =>
  `SEARCH('{AWS/Lambda,FunctionName} MetricName="${metric}" "${service}-${stage}"', '${stat}', 300)`;

/**
 * @param {string} title
 * @param {unknown[][]} metrics
 */
const graph = (title, metrics) => ({
  type: 'metric',
  properties: { title, metrics, region: REGION, period: 300, view: 'timeSeries' },
});

const WIDTH = 8;
const HEIGHT = 6;
const COLUMNS = 3;

/** @param {ReturnType<typeof graph>[]} all */
const layOut = (all) =>
  all.map((widget, index) => ({
    ...widget,
    x: (index % COLUMNS) * WIDTH,
    y: Math.floor(index / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
  }));
