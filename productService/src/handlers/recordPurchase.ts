import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { parseJson } from '@ecommerce/shared/queueMessage.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { SNSEvent } from 'aws-lambda';
import { recordPurchase, Shipment } from '../customerReview/recordPurchase.ts';

/** How long one call goes on trying in an outage, in milliseconds: Lambda calls it three times only. */
const TIME_LIMIT_MS = 50_000;

/** orderService's topic: a parcel has left. */
export const handler = eventHandler(
  async ({ Records }: SNSEvent) => {
    const deadline = Date.now() + TIME_LIMIT_MS;
    for (const { Sns } of Records) {
      const shipment = Shipment.parse(parseJson(Sns.Message));
      await throughOutages(() => recordPurchase(shipment), deadline);
    }
  },
  ({ Records }) => Records[0]?.Sns.MessageAttributes.correlationId?.Value,
);
