import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { Group } from './group.ts';

const GroupPath = PathId.extend({ group: Group });

export const getUserRoute = {
  route: 'GET /users/{id}',
  auth: 'admin',
  path: PathId,
  failureMsg: 'users failed',
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;

export const joinGroupRoute = {
  route: 'PUT /users/{id}/groups/{group}',
  auth: 'admin',
  path: GroupPath,
  failureMsg: 'users failed',
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const leaveGroupRoute = {
  route: 'DELETE /users/{id}/groups/{group}',
  auth: 'admin',
  path: GroupPath,
  failureMsg: 'users failed',
  errors: ['NOT_FOUND', 'LAST_ADMIN', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
