import * as z from 'zod';
import { listDeadLettersRoute } from '../src/deadLetterRoutes.ts';
import { answered } from './answered.ts';
import type { RouteDescription } from './description.ts';

const DeadLetters = z.strictObject({
  queue: z.string().meta({ description: 'Its name, without service and stage.' }),
  runbook: z.string().meta({ description: 'The page in `docs/runbooks` that says what to do.' }),
  count: z
    .int()
    .nonnegative()
    .meta({ description: 'About how many messages wait. Absent if they cannot be counted right now.' })
    .optional(),
});

/** Of `GET /admin/dead-letters`. */
export const DeadLetterQueues = z.strictObject({ queues: z.array(DeadLetters) });

/** Describes the route of a service that lists its dead-letter queues. */
export const deadLetterRoute: RouteDescription = {
  definition: listDeadLettersRoute,
  summary: 'Count the dead letters',
  description:
    'What could not be processed and waits for a person. A queue that cannot be read does not hide the others.',
  answer: answered('The dead-letter queues of this service, also the empty ones.', DeadLetterQueues, {
    queues: [{ queue: 'UploadDeadLetterQueue', runbook: 'uploadDeadLetters', count: 0 }],
  }),
};
