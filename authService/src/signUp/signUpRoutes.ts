import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { ConfirmSignUpBody, ResendCodeBody, SignUpBody } from '../account/account.ts';
import { CODE_LIMIT, MAIL_LIMIT } from '../account/rateLimits.ts';

export const signUpRoute = {
  route: 'POST /sign-up',
  body: SignUpBody,
  rateLimit: MAIL_LIMIT,
  failureMsg: 'sign-up failed',
  errors: ['INVALID_PASSWORD', 'CODE_NOT_SENT'],
} as const satisfies RouteDefinition;

export const confirmSignUpRoute = {
  route: 'POST /confirm-sign-up',
  body: ConfirmSignUpBody,
  rateLimit: CODE_LIMIT,
  failureMsg: 'confirm-sign-up failed',
  errors: ['INVALID_CONFIRMATION_CODE'],
} as const satisfies RouteDefinition;

export const resendCodeRoute = {
  route: 'POST /resend-code',
  body: ResendCodeBody,
  rateLimit: MAIL_LIMIT,
  failureMsg: 'resend-code failed',
  errors: [],
} as const satisfies RouteDefinition;
