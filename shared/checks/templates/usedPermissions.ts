import { type CompiledStack, resourcesOf } from './compiledStacks.ts';
import { type Grant, grantsOf, integrationsOf } from './grants.ts';
import { definitionsOf, statesOf } from './stateMachines.ts';

/** A permission that no test run uses, and why it is needed all the same. */
type RareUse = {
  holder: RegExp;
  action: string;
  resource: RegExp;
  because: string;
};

/** `resetPassword` needs this when the pool's trigger has failed. */
const afterFailedReset = {
  holder: /-resetPassword$/,
  because: 'ends the sessions and confirms the address when the trigger of the user pool has failed three times',
};

/** `confirmSignUp` needs this when the pool's trigger has failed. */
const afterFailedConfirmation = {
  holder: /-confirmSignUp$/,
  because: 'writes the rows of the account when the trigger of the user pool has failed',
};

/** `checkSignUp` needs this for a user who was created in Cognito directly, as in authService's tests. */
const afterDirectSignUp = {
  holder: /-checkSignUp$/,
  because: 'counts and records a sign-up that was sent to Cognito directly',
};

/** `removeUnconfirmed` needs this once an account has been unconfirmed for a day. */
const afterADay = {
  holder: /-removeUnconfirmed$/,
  because: 'runs hourly, and removes accounts that have been unconfirmed for a day',
};

/** `recordFailures` needs this when a step of an order fails for the first time, as in orderService's tests. */
const afterFirstFailure = {
  holder: /-recordFailures$/,
  because: 'publishes the events of an order and requests its emails although its next step has failed',
};

/** `recordFailures` needs this when it ends an order that has no number yet, as in orderService's tests. */
const afterEarlyEnd = {
  ...afterFirstFailure,
  because: 'numbers an order whose first step failed until it was given up',
};

/** What ends an order that used a limited discount; the tests of orderService do so in each way. */
const afterDiscountUse = { because: 'gives back the use of a limited discount where it ends the order' };

/** `collectExport` needs this when the account is deleted while it runs, as in authService's tests. */
const afterDeletedAccount = {
  holder: /-collectExport$/,
  because: 'leaves nothing of an export whose account was deleted in the meantime',
};

/** What only happens when a unit was announced to a customer who is no longer told, as in productService's tests. */
const afterAnnouncement = { because: 'has a unit that was announced announced to the next in line' };

/** What happens when so many products have changed that the search index gets a new file, as in productService's tests. */
const withManyChanges = {
  because: 'reads or writes the search index’s file, which takes hundreds of changed products',
};
const indexers = /-(indexProduct|reindexProducts)$/;

/** What the sweeper of webhooks does when a call or a message was lost, as in orderService's tests. */
const afterLostLane = {
  holder: /-sweepWebhooks$/,
  because: 'makes up for a call that was cut off, or a message that was lost',
};

const rareUses: RareUse[] = [
  { ...afterLostLane, action: 'dynamodb:BatchGetItem', resource: /-Webhooks$/ },
  { ...afterLostLane, action: 'dynamodb:PutItem', resource: /-Webhooks$/ },
  { ...afterLostLane, action: 'sqs:SendMessage', resource: /-(NotificationQueue|WebhookDeliveryQueue)$/ },
  { ...withManyChanges, holder: indexers, action: 'dynamodb:BatchWriteItem', resource: /-SearchIndex$/ },
  { ...withManyChanges, holder: indexers, action: 'dynamodb:Query', resource: /-SearchIndex$/ },
  { ...withManyChanges, holder: indexers, action: 's3:PutObject', resource: /\/search\/\*$/ },
  { ...withManyChanges, holder: indexers, action: 's3:GetObject', resource: /\/search\/\*$/ },
  { ...withManyChanges, holder: indexers, action: 's3:DeleteObject', resource: /\/search\/\*$/ },
  { ...withManyChanges, holder: indexers, action: 's3:ListBucket', resource: /-images-/ },
  { ...withManyChanges, holder: /-listProducts$/, action: 's3:GetObject', resource: /\/search\/\*$/ },
  { ...withManyChanges, holder: /-listProducts$/, action: 's3:ListBucket', resource: /-images-/ },
  {
    ...afterAnnouncement,
    holder: /-(withdrawAlert|eraseSeller|sendMail)$/,
    action: 'dynamodb:UpdateItem',
    resource: /-Stock$/,
  },
  {
    ...afterAnnouncement,
    holder: /-(withdrawAlert|eraseSeller|sendMail)$/,
    action: 'dynamodb:GetItem',
    resource: /-Stock$/,
  },
  {
    ...afterAnnouncement,
    holder: /-(withdrawAlert|eraseSeller)$/,
    action: 'dynamodb:UpdateItem',
    resource: /-StockAlerts$/,
  },
  { ...afterAnnouncement, holder: /-sendMail$/, action: 'dynamodb:PutItem', resource: /-StockAlerts$/ },
  { ...afterAnnouncement, holder: /-sendMail$/, action: 'dynamodb:GetItem', resource: /-StockAlerts$/ },
  {
    holder: /-(askForAlert|announceStock)$/,
    action: 'dynamodb:UpdateItem',
    resource: /-Stock$/,
    because: 'has units announced that came back while a customer asked for them, or while their product was off sale',
  },
  {
    holder: /-recheckStockAlerts$/,
    action: 'dynamodb:UpdateItem',
    resource: /-StockAlerts$/,
    because: 'requests emails that were announced and not requested',
  },
  {
    holder: /-recheckStockAlerts$/,
    action: 'sqs:SendMessage',
    resource: /-NotificationQueue$/,
    because: 'requests emails that were announced and not requested',
  },
  { ...afterDeletedAccount, action: 'dynamodb:DeleteItem', resource: /-Users$/ },
  { ...afterDeletedAccount, action: 's3:ListBucket', resource: /-exports-/ },
  { ...afterDeletedAccount, action: 's3:DeleteObject', resource: /-exports-/ },
  {
    holder: /-processProductFile$/,
    action: 's3:ListBucket',
    resource: /-files-/,
    because: 'distinguishes a file that is gone from one that may not be read',
  },
  {
    holder: /-processProductFile$/,
    action: 'sqs:SendMessage',
    resource: /-ProductFileQueue$/,
    because: 'hands an import over to the next run when its four minutes are used up',
  },
  {
    holder: /-(collectExport|processProductFile)$/,
    action: 's3:AbortMultipartUpload',
    resource: /-(exports|files)-/,
    because: 'ends an upload of several parts that has failed',
  },
  {
    holder: /-deleteAccount$/,
    action: 'dynamodb:PutItem',
    resource: /-Users$/,
    because:
      'keeps what is known about a contested address when its account is deleted, as in the tests of authService',
  },
  {
    ...afterDiscountUse,
    holder: /-(recordReservations|recordFailures|paymentWebhook)$/,
    action: 'dynamodb:UpdateItem',
    resource: /-DiscountUses$/,
  },
  { ...afterDiscountUse, holder: /-recordReservations$/, action: 'dynamodb:GetItem', resource: /-Orders$/ },
  { ...afterFirstFailure, action: 'sns:Publish', resource: /-OrderEvents$/ },
  { ...afterEarlyEnd, action: 'dynamodb:UpdateItem', resource: /-OrderNumbers$/ },
  { ...afterFirstFailure, action: 'sqs:SendMessage', resource: /-NotificationQueue$/ },
  { ...afterFailedConfirmation, action: 'dynamodb:PutItem', resource: /-Users$/ },
  { ...afterFailedConfirmation, action: 'dynamodb:UpdateItem', resource: /-Users$/ },
  { ...afterDirectSignUp, action: 'dynamodb:UpdateItem', resource: /-RateLimits$/ },
  { ...afterDirectSignUp, action: 'dynamodb:PutItem', resource: /-Users$/ },
  { ...afterADay, action: 'cognito-idp:ListUsers', resource: /:userpool\// },
  { ...afterADay, action: 'cognito-idp:AdminGetUser', resource: /:userpool\// },
  { ...afterADay, action: 'cognito-idp:AdminDeleteUser', resource: /:userpool\// },
  {
    holder: /-sendMail$/,
    action: 'sqs:ChangeMessageVisibility',
    resource: /-NotificationQueue$/,
    because: 'hides a request for an email that SES has not accepted, for longer with each attempt',
  },
  {
    holder: /-sendMail$/,
    action: 'sqs:SendMessage',
    resource: /-NotificationDeadLetterQueue$/,
    because: 'moves a request for an email that SES rejects permanently to the dead-letter queue',
  },
  {
    holder: /-publish(Banner|Category|Product)Image$/,
    action: 's3:ListBucket',
    resource: /-images-/,
    because: 'distinguishes a file that another event has handled from one that may not be read',
  },
  {
    holder: /-getInvoice$/,
    action: 's3:ListBucket',
    resource: /-invoices-/,
    because: 'distinguishes a document that is not stored yet from one that may not be read',
  },
  {
    holder: /-getCategoryTree$/,
    action: 'dynamodb:BatchGetItem',
    resource: /-Categories$/,
    because:
      'reads categories that have a place and are older than the newest 1,000, as in the tests of categoryService',
  },
  {
    holder: /-reindexProducts$/,
    action: 'lambda:InvokeFunction',
    resource: /-reindexProducts$/,
    because: 'continues in another run when its time is too short for the whole catalogue',
  },
  { ...afterFailedReset, action: 'cognito-idp:AdminGetUser', resource: /:userpool\// },
  { ...afterFailedReset, action: 'cognito-idp:AdminUserGlobalSignOut', resource: /:userpool\// },
  { ...afterFailedReset, action: 'dynamodb:PutItem', resource: /-Users$/ },
  {
    holder: /-cleanUp(Categories|Products)$/,
    action: 'dynamodb:PutItem',
    resource: /:table\//,
    because: 'restores a row whose upload arrived while the row was being deleted',
  },
  {
    holder: /-(publish|cleanUp)\w+$/,
    action: 's3:GetObject',
    resource: /\/images\/\*$/,
    because: 'checks whether an image is already published, when two events of one upload arrive at the same time',
  },
  {
    holder: /-cleanUpProducts$/,
    action: 'lambda:InvokeFunction',
    resource: /-publishProductImage$/,
    because: 'publishes an image whose event was lost, or that arrived while its row was being deleted',
  },
  {
    holder: /-(publish|cleanUp)(Category|Product|Categories)\w*$/,
    action: 's3:DeleteObject',
    resource: /\/(images|originals)\/\*$/,
    because: 'removes an image whose row was deleted or whose upload was replaced while the image was being published',
  },
];

/** The differences between used and allowed permissions, one sentence each. */
export type PermissionDifference = {
  missing: string[];
  unused: string[];
  /** Number of pairs of an action and a resource that were compared. */
  compared: number;
};

/**
 * Compares what the roles allow with what functions used during the tests (`recordCalls`) and with what AWS does on a function's behalf:
 * invoking it for its routes, writing its log and traces, reading its queue or stream, sending its dead letters.
 */
export const comparePermissions = (stacks: readonly CompiledStack[], used: readonly Grant[]): PermissionDifference => {
  const grants = grantsOf(stacks);
  const needs = [...used, ...impliedNeeds(stacks)];
  const say = ({ holder, action, resource }: Grant) => `${holder}: ${action} on ${resource}`;
  const rare = ({ holder, action, resource }: Grant) =>
    rareUses.some((use) => use.holder.test(holder) && use.action === action && use.resource.test(resource));
  return {
    missing: needs.filter((need) => !grants.some((grant) => covers(grant, need))).map(say),
    unused: grants.filter((grant) => !rare(grant) && !needs.some((need) => covers(grant, need))).map(say),
    compared: grants.length,
  };
};

const covers = (grant: Grant, need: Grant): boolean => {
  if (grant.holder !== need.holder || grant.action !== need.action) return false;
  if (need.resource === '*') return true; // the request does not name it
  const parts = grant.resource.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(need.resource);
};

const impliedNeeds = (stacks: readonly CompiledStack[]): Grant[] => {
  const functions = resourcesOf(stacks, 'AWS::Lambda::Function');
  const nameOf = (arnOrName: unknown) => String(arnOrName).split(':').at(-1) ?? '';
  const definitions = definitionsOf(stacks);
  const invoked = (machine: string) =>
    statesOf(definitions.get(machine) ?? { States: {} }).flatMap(
      ([, { Resource, Parameters }]) => Parameters?.FunctionName ?? Resource ?? [],
    );
  const tracing = (holder: string, actions: string[]) =>
    actions.map((action) => ({ holder, action: `xray:${action}`, resource: '*' }));
  return [
    ...functions.flatMap(({ ref: holder, properties }) => {
      const { DeadLetterConfig, TracingConfig } = properties as {
        DeadLetterConfig?: { TargetArn: string };
        TracingConfig?: { Mode: string };
      };
      return [
        ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
          holder,
          action,
          resource: `arn:aws:logs:eu-west-1:000000000000:log-group:/aws/lambda/${holder}:log-stream:any`,
        })),
        ...(DeadLetterConfig ? [{ holder, action: 'sqs:SendMessage', resource: DeadLetterConfig.TargetArn }] : []),
        ...(TracingConfig?.Mode === 'Active' ? tracing(holder, ['PutTraceSegments', 'PutTelemetryRecords']) : []),
      ];
    }),
    ...resourcesOf(stacks, 'AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
      const holder = nameOf(properties.FunctionName);
      const source = String(properties.EventSourceArn);
      const { OnFailure } = (properties.DestinationConfig ?? {}) as { OnFailure?: { Destination: string } };
      return [
        ...pollingOf(source).map((action) => ({ holder, action, resource: source })),
        ...(OnFailure ? [{ holder, action: 'sqs:SendMessage', resource: OnFailure.Destination }] : []),
      ];
    }),
    ...integrationsOf(stacks).map(({ api, functionArn }) => ({
      holder: api,
      action: 'lambda:InvokeFunction',
      resource: functionArn,
    })),
    ...resourcesOf(stacks, 'AWS::StepFunctions::StateMachine').flatMap(({ attributes, properties }) => {
      const holder = String(attributes.Name);
      const { Enabled } = (properties.TracingConfiguration ?? {}) as { Enabled?: boolean };
      const { Level = 'OFF' } = (properties.LoggingConfiguration ?? {}) as { Level?: string };
      const actions = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'];
      return [
        ...invoked(holder).map((resource) => ({ holder, action: 'lambda:InvokeFunction', resource })),
        ...(Enabled ? tracing(holder, actions) : []),
        ...(Level === 'OFF' ? [] : logDelivery.map((action) => ({ holder, action, resource: '*' }))),
      ];
    }),
  ];
};

/**
 * What Step Functions does on behalf of a state machine that writes to a log group.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
 */
const logDelivery = [
  'CreateLogDelivery',
  'GetLogDelivery',
  'UpdateLogDelivery',
  'DeleteLogDelivery',
  'ListLogDeliveries',
  'PutResourcePolicy',
  'DescribeResourcePolicies',
  'DescribeLogGroups',
].map((action) => `logs:${action}`);

/**
 * Returns the actions that Lambda performs on a queue or stream on behalf of the function that it polls for. Lambda rejects the mapping
 * when one of them is missing.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
 */
const pollingOf = (source: string): string[] =>
  source.startsWith('arn:aws:dynamodb:')
    ? ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((action) => `dynamodb:${action}`)
    : ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action}`);
