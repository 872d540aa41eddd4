import { eventHandler } from '@ecommerce/shared/eventHandler.ts';
import { parseJson } from '@ecommerce/shared/queueMessage.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import type { SNSEvent } from 'aws-lambda';
import { CategoryChange } from '../category/categoryChange.ts';
import { recordCategory } from '../category/categoryTreeStore.ts';

/** How long one call goes on trying in an outage, in milliseconds: Lambda calls it three times only. */
const TIME_LIMIT_MS = 50_000;

/** categoryService's topic: where a category stands in the tree. */
export const handler = eventHandler(
  async ({ Records }: SNSEvent) => {
    const deadline = Date.now() + TIME_LIMIT_MS;
    for (const { Sns } of Records) {
      const { data } = CategoryChange.parse(parseJson(Sns.Message));
      await throughOutages(() => recordCategory(data), deadline);
    }
  },
  ({ Records }) => Records[0]?.Sns.MessageAttributes.correlationId?.Value,
);
