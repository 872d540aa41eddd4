import type { RouteDefinition } from '@ecommerce/shared/route.ts';
import { ChangeEmailBody, ConfirmEmailBody } from '../account/ownAccountRequests.ts';
import { MAIL_LIMIT, OWN_CODE_LIMIT } from '../account/rateLimits.ts';

export const changeEmailRoute = {
  route: 'POST /me/email',
  auth: 'customer',
  body: ChangeEmailBody,
  rateLimit: MAIL_LIMIT,
  failureMsg: 'email failed',
  errors: ['CODE_NOT_SENT'],
} as const satisfies RouteDefinition;

export const confirmEmailRoute = {
  route: 'POST /me/email/confirm',
  auth: 'customer',
  body: ConfirmEmailBody,
  rateLimit: OWN_CODE_LIMIT,
  failureMsg: 'email failed',
  errors: ['INVALID_CONFIRMATION_CODE'],
} as const satisfies RouteDefinition;
