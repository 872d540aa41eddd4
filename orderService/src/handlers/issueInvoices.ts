import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import type { SQSEvent } from 'aws-lambda';
import { issueRequestedDocuments } from '../invoicing/issueDocuments.ts';

/** The invoice queue's consumer. */
export const handler = eventHandler(async ({ Records }: SQSEvent) => ({
  batchItemFailures: await issueRequestedDocuments(Records),
}));
