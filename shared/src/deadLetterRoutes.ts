import type { RouteDefinition } from './route.ts';

/** The route of every service with dead-letter queues. */
export const listDeadLettersRoute = {
  route: 'GET /admin/dead-letters',
  auth: 'staff',
  errors: [],
} as const satisfies RouteDefinition;
