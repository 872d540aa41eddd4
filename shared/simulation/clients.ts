import { SQSClient } from '@aws-sdk/client-sqs';
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import type { Cloud } from './cloud.ts';
import type { MessageAttributes } from './queues.ts';
import { ServiceError } from './requests.ts';
import { running } from './world.ts';

/*
 * Sends the requests of the AWS SDK's clients to the run's simulated cloud: it replaces `Client.send`, where the SDK
 * would turn them into HTTP.
 */

type Input = Record<string, unknown>;
type Command = { input: Input; constructor: { name: string } };
type Options = { abortSignal?: AbortSignal } | undefined;

let cloud: Cloud | undefined;

/** Makes `entered` the cloud that answers from now on. */
export const enterClients = (entered: Cloud): void => {
  cloud = entered;
};

const current = (): Cloud => {
  if (!cloud) throw new Error('No simulated cloud is there');
  return cloud;
};

/** Makes all AWS SDK clients in this process call the simulated cloud. */
export const installClients = (): void => {
  const { prototype } = Object.getPrototypeOf(SQSClient) as { prototype: { send: unknown } };
  prototype.send = (command: Command, options: Options) =>
    answer(command.constructor.name.replace(/Command$/, ''), command.input, options);
};

const answer = (operation: string, input: Input, options: Options): Promise<unknown> => {
  const { requests, database, queues, topics, parameters } = current();
  const simple = (service: string, perform: (id: string) => unknown, describe?: () => string) =>
    requests.send(service, operation, perform, { describe, signal: options?.abortSignal });
  switch (operation) {
    case 'Get':
    case 'Put':
    case 'Update':
    case 'Delete':
    case 'BatchGet':
    case 'BatchWrite':
    case 'Query':
    case 'TransactWrite':
      return simple(
        'DynamoDB',
        () => database.perform(operation, input as never),
        () => rowsOf(operation, input),
      );
    case 'SendMessage':
      return simple(
        'SQS',
        (id) => {
          const { QueueUrl, MessageBody, DelaySeconds } = input;
          queues.send(String(QueueUrl), text(MessageBody), attributesOf(input), id, Number(DelaySeconds ?? 0));
          return { MessageId: id };
        },
        () => String(input.QueueUrl),
      );
    case 'SendMessageBatch':
      return simple(
        'SQS',
        (id) =>
          inBatch(input.Entries as Input[], id, (entry, own) =>
            queues.send(
              String(input.QueueUrl),
              text(entry.MessageBody),
              attributesOf(entry),
              own,
              Number(entry.DelaySeconds ?? 0),
            ),
          ),
        () => String(input.QueueUrl),
      );
    case 'ChangeMessageVisibility':
      return simple(
        'SQS',
        () => queues.changeVisibility(String(input.ReceiptHandle), Number(input.VisibilityTimeout)) ?? {},
      );
    case 'Publish':
      return simple(
        'SNS',
        (id) => {
          topics.publish(String(input.TopicArn), text(input.Message), attributesOf(input), id);
          return { MessageId: id };
        },
        () => typeOf(input),
      );
    case 'PublishBatch':
      return simple(
        'SNS',
        (id) =>
          inBatch(input.PublishBatchRequestEntries as Input[], id, (entry, own) =>
            topics.publish(String(input.TopicArn), text(entry.Message), attributesOf(entry), own),
          ),
        () => (input.PublishBatchRequestEntries as Input[]).map(typeOf).join(),
      );
    case 'SendEmail':
      return sendEmail(input, options);
    case 'Invoke':
      return invoke(input);
    case 'StartSyncExecution':
      return startSyncExecution(input);
    case 'GetParametersByPath':
      return simple('SSM', () => ({
        Parameters: [...parameters].flatMap(([Name, Value]) =>
          Name.startsWith(`${input.Path}/`) ? [{ Name, Value }] : [],
        ),
      }));
    case 'GetParameter':
      return simple('SSM', () => {
        const Value = parameters.get(String(input.Name));
        if (Value === undefined) throw new ServiceError('ParameterNotFound', 'There is no such parameter', 400);
        return { Parameter: { Name: input.Name, Value } };
      });
    default:
      throw new Error(`The simulation has no operation ${operation}`);
  }
};

/** Checks a message's text: ASCII only, as asciiJson writes it. */
const text = (value: unknown): string => {
  if (typeof value === 'string' && value !== '' && /^[\x20-\x7e]*$/.test(value)) return value;
  throw new ServiceError('InvalidParameterValue', 'The message has characters that were not escaped', 400);
};

const attributesOf = ({ MessageAttributes = {} }: Input): MessageAttributes => MessageAttributes as MessageAttributes;

const typeOf = (input: Input): string => attributesOf(input).type?.StringValue ?? '';

/** Performs a batch of which some entries may be rejected temporarily. */
const inBatch = (entries: Input[], id: string, perform: (entry: Input, id: string) => void) => {
  const { world } = current();
  const Failed: Input[] = [];
  for (const [index, entry] of entries.entries()) {
    const own = `${id}/${index}`;
    if (world.injectsFault(own, 'refused', `entry ${index} of a batch`)) {
      Failed.push({ Id: entry.Id, Code: 'InternalError', SenderFault: false, Message: 'Internal error' });
    } else perform(entry, own);
  }
  const Successful = entries.filter(({ Id }) => !Failed.some((failed) => failed.Id === Id)).map(({ Id }) => ({ Id }));
  return { Successful, Failed };
};

const rowsOf = (operation: string, input: Input): string => {
  const items =
    operation === 'TransactWrite' ? (input.TransactItems as Input[]).flatMap((item) => Object.values(item)) : [input];
  return (items as Input[])
    .map(({ TableName, Key, Item, UpdateExpression }) => {
      const key = Object.values((Key ?? {}) as Input)[0] ?? Object.values((Item ?? {}) as Input)[0] ?? '';
      const change =
        UpdateExpression === undefined
          ? ''
          : ` ${String(UpdateExpression).replace(/recentWrite\d = (:write|if_not_exists\([^)]*\))(, )?/g, '')}`;
      return `${String(TableName ?? '').replace(/^.*\./, '')} ${String(key).slice(0, 8)}${change}`;
    })
    .join(' + ');
};

/** Addresses to which SES may reject emails permanently. */
const REFUSED_ADDRESS = /^refused/;

const sendEmail = (input: Input, options: Options): Promise<unknown> => {
  const { requests, mailbox } = current();
  const { Subject, Body } = input.Message as { Subject: { Data: string }; Body: { Text: { Data: string } } };
  const to = (input.Destination as { ToAddresses: string[] }).ToAddresses[0] ?? '';
  const accepted: { isAnswered: boolean }[] = [];
  const sender = running.getStore();
  return requests
    .send(
      'SES',
      'SendEmail',
      () => {
        if (REFUSED_ADDRESS.test(to))
          throw new ServiceError('MessageRejected', `Email address is on the suppression list: ${to}`, 400);
        accepted.push(mailbox.accept({ sender, to, subject: Subject.Data, text: Body.Text.Data }));
        return { MessageId: 'mail' };
      },
      { describe: () => Subject.Data, signal: options?.abortSignal },
    )
    .then((answered) => {
      const last = accepted.at(-1);
      if (last) last.isAnswered = true;
      return answered;
    });
};

/** Invokes a function directly and waits for its result. */
const invoke = async ({ FunctionName, Payload }: Input): Promise<unknown> => {
  const { requests, functions } = current();
  const caller = running.getStore();
  const about = caller?.name ?? '';
  const outcome = await requests.send(
    'Lambda',
    'Invoke',
    (id) => functions.invoke(String(FunctionName), String(Payload), id, about),
    { describe: () => String(FunctionName) },
  );
  const result = await alive(outcome);
  if ('value' in result) return { StatusCode: 200, Payload: Uint8ArrayBlobAdapter.fromString(result.value ?? 'null') };
  return {
    StatusCode: 200,
    FunctionError: 'Unhandled',
    Payload: Uint8ArrayBlobAdapter.fromString(JSON.stringify(result)),
  };
};

const startSyncExecution = async ({ stateMachineArn, input }: Input): Promise<unknown> => {
  const { requests, workflows } = current();
  const end = await requests.send('States', 'StartSyncExecution', (id) =>
    workflows.run(String(stateMachineArn), String(input), id),
  );
  return { executionArn: 'execution', ...(await alive(end)) };
};

/** Returns the value, or never resolves if the activity has died while it waited. */
const alive = <T>(value: T): T | Promise<never> => {
  const activity = running.getStore();
  return activity?.dead ? new Promise<never>(() => undefined) : value;
};
