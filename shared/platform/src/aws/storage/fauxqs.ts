import { buildApp } from 'fauxqs';

/** The Fastify application of fauxqs: SQS and SNS on `/`, S3 path-style on everything else. */
export type FauxqsApp = ReturnType<typeof buildApp>;
type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type SqsStore = Stores['sqsStore'];
type SnsStore = Stores['snsStore'];
export type S3Store = Stores['s3Store'];
export type SqsQueue = ReturnType<SqsStore['createQueue']>;
export type SqsMessage = Parameters<SqsQueue['enqueue']>[0];
export type S3Object = ReturnType<S3Store['headObject']>;

/** fauxqs's storage for S3: SQLite, one transaction per change, object bodies read on demand. */
type ObjectDatabase = NonNullable<S3Store['persistence']> & { close(): void };

// fauxqs exports `buildApp`, which takes the stores, but not the stores' classes; they lie beside its entry.
const entry = import.meta.resolve('fauxqs');
const inside = async <Module>(path: string): Promise<Module> => import(new URL(path, entry).href);

const { SqsStore: SqsStoreClass } = await inside<{ SqsStore: new () => SqsStore }>('sqs/sqsStore.js');
const { SnsStore: SnsStoreClass } = await inside<{ SnsStore: new () => SnsStore }>('sns/snsStore.js');
const { S3Store: S3StoreClass } = await inside<{ S3Store: new () => S3Store }>('s3/s3Store.js');
const { PersistenceManager } = await inside<{ PersistenceManager: new (directory: string) => ObjectDatabase }>(
  'persistence.js',
);

/**
 * The characters that SQS accepts in a message. fauxqs checks UTF-16 units, and so rejects every character beyond U+FFFF.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const acceptedBySqs = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const { INVALID_MESSAGE_BODY_CHAR: refused } = await inside<{ INVALID_MESSAGE_BODY_CHAR: RegExp }>('sqs/sqsTypes.js');
refused.test = (body) => !acceptedBySqs.test(body);

export { buildApp, PersistenceManager, S3StoreClass, SnsStoreClass, SqsStoreClass };
