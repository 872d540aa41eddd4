import { readEnvironment } from '@ecommerce/shared/config.ts';
import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { forwardToKafka } from '../forwardToKafka.ts';
import { kafkaSender } from '../kafkaProducer.ts';

const environment = readEnvironment({
  AWS_REGION: z.string().min(1),
  STAGE: z.string().min(1),
  KAFKA_BROKERS: z.string().transform((brokers) => brokers.split(',').map((broker) => broker.trim())),
  KAFKA_AUTH: z.enum(['scram', 'iam', 'none']),
  KAFKA_TLS: z.enum(['yes', 'no']),
  KAFKA_PARAMETER: z.string().startsWith('/'),
});

const send = kafkaSender(
  {
    brokers: environment.KAFKA_BROKERS,
    auth: environment.KAFKA_AUTH,
    isEncrypted: environment.KAFKA_TLS === 'yes',
    parameter: environment.KAFKA_PARAMETER,
    region: environment.AWS_REGION,
  },
  environment.STAGE,
);

/** The queue that keeps the order of each key: sends its events to the brokers. */
export const handler = eventHandler(
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => ({
    batchItemFailures: await forwardToKafka(Records, send),
  }),
);
