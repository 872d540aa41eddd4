import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { NoteBody } from './noteRequests.ts';

export const addNoteRoute = {
  route: 'POST /orders/{id}/notes',
  auth: 'staff',
  path: PathId,
  body: NoteBody,
  idempotencyKey: true,
  errors: ['NOT_FOUND', 'ORDER_NOT_CHANGEABLE', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
