import { type Chapter, stepsOf } from './step.ts';

const services = ['authService', 'bannerService', 'categoryService', 'productService', 'orderService'] as const;

/** Whether anything failed on the way. */
export const operations: Chapter = {
  name: 'Operations',
  description: 'Staff look for what could not be processed and waits for a person.',
  steps: services.map((service) =>
    stepsOf(service, 'adminToken')(`Staff count the dead letters of ${service}`, 'GET /admin/dead-letters', {
      holds: { 'names runbooks': "json.queues.every(({ runbook }) => runbook.endsWith('DeadLetters'))" },
    }),
  ),
};
