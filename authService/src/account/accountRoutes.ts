import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { RefreshTokenBody, SignInBody, SignOutBody } from './account.ts';
import { SESSION_LIMIT, SIGN_IN_LIMIT } from './rateLimits.ts';

export const signInRoute = {
  route: 'POST /sign-in',
  body: SignInBody,
  rateLimit: SIGN_IN_LIMIT,
  failureMsg: 'sign-in failed',
  errors: ['INVALID_CREDENTIALS', 'USER_NOT_CONFIRMED', 'PASSWORD_RESET_REQUIRED', 'FORBIDDEN'],
} as const satisfies RouteDefinition;

export const getMeRoute = {
  route: 'GET /me',
  auth: 'customer',
  failureMsg: 'me failed',
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;

export const refreshTokenRoute = {
  route: 'POST /refresh-token',
  body: RefreshTokenBody,
  rateLimit: SESSION_LIMIT,
  failureMsg: 'refresh-token failed',
  errors: ['UNAUTHORIZED'],
} as const satisfies RouteDefinition;

export const signOutRoute = {
  route: 'POST /sign-out',
  body: SignOutBody,
  rateLimit: SESSION_LIMIT,
  failureMsg: 'sign-out failed',
  errors: ['UNAUTHORIZED'],
} as const satisfies RouteDefinition;
