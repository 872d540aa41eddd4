import { openDatabase } from '../state/database.ts';
import { openingState } from '../state/stateErrors.ts';
import type { CorsConfiguration } from './storage/bucketCors.ts';
import { type PolicyDocument, readBucketPolicy } from './storage/bucketPolicy.ts';
import type { S3Store } from './storage/fauxqs.ts';
import {
  buildApp,
  type FauxqsApp,
  PersistenceManager,
  S3StoreClass,
  SnsStoreClass,
  SqsStoreClass,
} from './storage/fauxqs.ts';
import { type CreationName, type ObjectCreatedListener, openObjectEvents } from './storage/objectEvents.ts';
import { keepQueues } from './storage/queueJournal.ts';
import { addRequestChecks, type BucketRules, isS3, objectOf } from './storage/requestChecks.ts';
import { type Credentials, signatureCheck } from './storage/sigV4.ts';

export type { CorsConfiguration, PolicyDocument };

export type StorageAndMessagingOptions = {
  /** 0 for any free port. */
  port: number;
  /** Directory of objects and messages; if absent, they are kept in memory. */
  directory?: string;
  region: string;
  accountId: string;
  /** The only key pair for signing requests. */
  credentials: Credentials;
  /** The clock against which signatures are checked and which responses tell, in epoch milliseconds; the system's if absent. */
  now?: () => number;
};

export type StorageAndMessaging = {
  /** Endpoint of S3 (path-style), SQS and SNS; a queue's URL is `{url}/{accountId}/{name}`. */
  url: string;
  close(): Promise<void>;
  /**
   * Calls `listener` with an event of one record for every created object, after its creator got the response. Register it once all
   * handlers of events are ready: the first listener also gets events that were not delivered before a crash.
   */
  onObjectCreated(listener: ObjectCreatedListener): void;
  /** @throws if the policy has an unsupported condition. */
  setBucketPolicy(bucket: string, policyDocument: PolicyDocument): void;
  setBucketCors(bucket: string, corsConfiguration: CorsConfiguration): void;
};

/** The only account that fauxqs supports in ARNs and queue URLs. */
const fauxqsAccount = '000000000000';

const openObjects = (directory: string | undefined): { objects: S3Store; closeObjects(): void } => {
  const objects = new S3StoreClass();
  if (directory === undefined) return { objects, closeObjects: () => {} };
  const persistence = openingState(directory, () => {
    const opened = new PersistenceManager(directory);
    opened.loadS3(objects);
    return opened;
  });
  objects.persistence = persistence;
  return { objects, closeObjects: () => persistence.close() };
};

/** Returns the event name for what a successful request created, by its method and headers; `undefined` if it created no object. */
const creationOf = (method: string, query: URLSearchParams, isCopy: boolean): CreationName | undefined => {
  if (method === 'POST') return query.has('uploadId') ? 'CompleteMultipartUpload' : undefined;
  if (method !== 'PUT' || query.has('partNumber') || query.has('lifecycle') || query.has('renameObject'))
    return undefined;
  return isCopy ? 'Copy' : 'Put';
};

/**
 * Records the event of each created object before the response is sent: handlers of fauxqs are synchronous, so it is still the same
 * object.
 */
const recordCreations = (app: FauxqsApp, objects: S3Store, events: ReturnType<typeof openObjectEvents>): void => {
  app.addHook('onSend', (request, reply, _payload, done) => {
    const query = new URLSearchParams(request.url.split('?')[1]);
    const creation = creationOf(request.method, query, request.headers['x-amz-copy-source'] !== undefined);
    if (creation && isS3(request) && reply.statusCode === 200) {
      const { bucket, key } = objectOf(request.url);
      const requestId = String(reply.getHeader('x-amz-request-id'));
      if (key !== '') events.record({ bucket, creation, object: objects.headObject(bucket, key), requestId });
    }
    done();
  });
};

/** The most bytes of an object of the types in which large ones are sent. */
const MOST_BYTES = 512 * 1024 * 1024;
const LARGE_TYPES = ['application/octet-stream', 'text/csv'];

/** Accepts large objects, such as the file of a search index or a catalogue. fauxqs rejects bodies over 11 MiB, S3 those over 5 GiB. */
const acceptLargeObjects = (app: FauxqsApp): void => {
  const options = { parseAs: 'buffer', bodyLimit: MOST_BYTES } as const;
  app.addContentTypeParser(LARGE_TYPES, options, (_request, body, done) => done(null, body));
};

/**
 * Starts S3, SQS and SNS on one port of 127.0.0.1. Objects, and messages until they are deleted, survive a kill at any moment; buckets
 * too. Queues, topics, subscriptions, bucket policies and CORS rules have to be created again after each start (a queue then gets its
 * messages back).
 * @throws if the port is in use, or for an account other than 000000000000.
 */
export const startStorageAndMessaging = async (options: StorageAndMessagingOptions): Promise<StorageAndMessaging> => {
  const { port, directory, region, accountId, credentials, now } = options;
  if (accountId !== fauxqsAccount)
    throw new RangeError(`The local SQS and SNS support only the account ${fauxqsAccount}.`);

  const sqsStore = new SqsStoreClass();
  sqsStore.host = ''; // makes queue URLs contain the host and port that the client called
  const { objects, closeObjects } = openObjects(directory);
  const database = openDatabase(directory, 'messaging.sqlite');
  if (directory !== undefined) keepQueues(sqsStore, database);
  const events = openObjectEvents(database, region);
  const rules = new Map<string, BucketRules>();
  const rulesOf = (bucket: string): BucketRules => rules.get(bucket) ?? {};

  const stores = { sqsStore, snsStore: new SnsStoreClass(), s3Store: objects };
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  acceptLargeObjects(app);
  const check = signatureCheck(credentials, region);
  addRequestChecks(app, { checkSignature: (request) => check(request, now?.()), rulesOf, objects });
  recordCreations(app, objects, events);
  if (now) {
    app.addHook('onSend', (_request, reply, _payload, done) => {
      reply.header('date', new Date(now()).toUTCString());
      done();
    });
  }
  const closeStores = () => {
    closeObjects();
    database.close();
  };
  const url = await app.listen({ port, host: '127.0.0.1' }).catch((error: unknown) => {
    closeStores();
    throw error;
  });

  return {
    url,
    close: async () => {
      await app.close();
      closeStores();
    },
    onObjectCreated: events.onObjectCreated,
    setBucketPolicy: (bucket, policyDocument) => {
      rules.set(bucket, { ...rulesOf(bucket), isPublic: readBucketPolicy(policyDocument) });
    },
    setBucketCors: (bucket, cors) => {
      rules.set(bucket, { ...rulesOf(bucket), cors });
    },
  };
};
