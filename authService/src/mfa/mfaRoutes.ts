import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { ConfirmMfaBody, EndMfaBody, SignInMfaBody, StartMfaBody } from '../account/ownAccountRequests.ts';
import { MFA_SIGN_IN_LIMIT, OWN_CODE_LIMIT, OWN_PASSWORD_LIMIT } from '../account/rateLimits.ts';

export const startMfaRoute = {
  route: 'POST /me/mfa',
  auth: 'customer',
  body: StartMfaBody,
  rateLimit: OWN_PASSWORD_LIMIT,
  failureMsg: 'mfa failed',
  errors: ['INVALID_CREDENTIALS', 'PASSWORD_RESET_REQUIRED', 'MFA_ENABLED'],
} as const satisfies RouteDefinition;

export const confirmMfaRoute = {
  route: 'POST /me/mfa/confirm',
  auth: 'customer',
  body: ConfirmMfaBody,
  rateLimit: OWN_CODE_LIMIT,
  failureMsg: 'mfa failed',
  errors: ['INVALID_CONFIRMATION_CODE', 'MFA_ENABLED'],
} as const satisfies RouteDefinition;

export const endMfaRoute = {
  route: 'DELETE /me/mfa',
  auth: 'customer',
  body: EndMfaBody,
  rateLimit: OWN_PASSWORD_LIMIT,
  failureMsg: 'mfa failed',
  errors: ['INVALID_CREDENTIALS', 'INVALID_CONFIRMATION_CODE', 'PASSWORD_RESET_REQUIRED', 'MFA_NOT_ENABLED'],
} as const satisfies RouteDefinition;

export const signInMfaRoute = {
  route: 'POST /sign-in/mfa',
  body: SignInMfaBody,
  rateLimit: MFA_SIGN_IN_LIMIT,
  failureMsg: 'sign-in failed',
  errors: ['INVALID_CREDENTIALS', 'INVALID_CONFIRMATION_CODE', 'FORBIDDEN'],
} as const satisfies RouteDefinition;

export const removeMfaRoute = {
  route: 'DELETE /users/{id}/mfa',
  auth: 'admin',
  path: PathId,
  failureMsg: 'users failed',
  errors: ['NOT_FOUND'],
} as const satisfies RouteDefinition;
