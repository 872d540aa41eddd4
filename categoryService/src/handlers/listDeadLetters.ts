import { deadLetterHandler } from '@ecommerce/shared/deadLetters.ts';

/** Counts the messages in the dead-letter queues of this stack. */
export const handler = deadLetterHandler();
