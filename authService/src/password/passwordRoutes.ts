import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { ForgotPasswordBody, ResetPasswordBody } from '../account/account.ts';
import { ChangePasswordBody } from '../account/ownAccountRequests.ts';
import { CODE_LIMIT, MAIL_LIMIT, OWN_PASSWORD_LIMIT } from '../account/rateLimits.ts';

export const changePasswordRoute = {
  route: 'POST /me/password',
  auth: 'customer',
  body: ChangePasswordBody,
  rateLimit: OWN_PASSWORD_LIMIT,
  failureMsg: 'password failed',
  errors: ['INVALID_PASSWORD', 'INVALID_CREDENTIALS', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const forgotPasswordRoute = {
  route: 'POST /forgot-password',
  body: ForgotPasswordBody,
  rateLimit: MAIL_LIMIT,
  failureMsg: 'forgot-password failed',
  errors: [],
} as const satisfies RouteDefinition;

export const resetPasswordRoute = {
  route: 'POST /reset-password',
  body: ResetPasswordBody,
  rateLimit: CODE_LIMIT,
  failureMsg: 'reset-password failed',
  errors: ['INVALID_PASSWORD', 'INVALID_CONFIRMATION_CODE'],
} as const satisfies RouteDefinition;
