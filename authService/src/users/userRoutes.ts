import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { UsersQuery } from './usersQuery.ts';

export const listUsersRoute = {
  route: 'GET /users',
  auth: 'admin',
  query: UsersQuery,
  failureMsg: 'users failed',
  errors: [],
} as const satisfies RouteDefinition;
