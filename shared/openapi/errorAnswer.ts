import * as z from 'zod';
import { ERROR_STATUS, type ErrorCode } from '../src/errors.ts';
import type { RouteDefinition } from '../src/route.ts';
import { errorsOf } from './routeErrors.ts';

const codes = Object.keys(ERROR_STATUS) as ErrorCode[];

/** The body of every error answer of a service. */
export const ErrorAnswer = z.strictObject({
  error: z.string().meta({ description: 'One sentence for people.' }),
  code: z.string().meta({ description: 'For programs; each route says which it has.' }),
  requestId: z.string().meta({ description: 'API Gateway’s id of the request.', examples: ['FLd3jhWnDoEEJ6A='] }),
  msg: z.string().meta({ description: 'What failed: authService says it.' }).optional(),
  issues: z
    .array(
      z.strictObject({
        path: z.string().meta({ description: 'The field, as in `items.0.qty`; empty for the body as a whole.' }),
        message: z.string(),
      }),
    )
    .max(20)
    .meta({ description: 'The fields at fault, 20 at most.' })
    .optional(),
  moreIssues: z
    .int()
    .positive()
    .meta({ description: 'How many more fields are at fault than `issues` names.' })
    .optional(),
  productId: z.string().meta({ description: 'The product at fault, where there are several.' }).optional(),
  variantId: z.string().meta({ description: 'The variant that stands in the way.' }).optional(),
  quantityAvailable: z.int().meta({ description: 'Units in stock now.' }).optional(),
  children: z
    .array(z.strictObject({ id: z.string(), categoryName: z.string() }))
    .max(10)
    .meta({ description: 'Categories below the one that was to be deleted, 10 at most.' })
    .optional(),
  refundable: z.number().meta({ description: 'What is left of what was paid.' }).optional(),
  total: z.number().meta({ description: 'Today’s total.' }).optional(),
  currency: z.string().optional(),
  discountCode: z.string().meta({ description: 'The code at fault.' }).optional(),
  reason: z.string().meta({ description: 'Why it cannot be used: `expired`, `used_up`, …' }).optional(),
  version: z.int().meta({ description: 'The current version of what was to be changed.' }).optional(),
  maxOrders: z.int().meta({ description: 'How many orders of a customer may wait for their payment.' }).optional(),
  maxUnits: z.int().meta({ description: 'How many pieces these may have together.' }).optional(),
  openOrders: z.int().meta({ description: 'How many orders wait for their payment now.' }).optional(),
  openUnits: z.int().meta({ description: 'How many pieces these have together.' }).optional(),
});

/** The body of API Gateway's own error answers: no code, no correlation id. */
export const GatewayAnswer = z.strictObject({ message: z.string() });

/** Errors that every route can answer. */
const ofAnyRoute: readonly ErrorCode[] = [
  'INVALID_INPUT',
  'BODY_TOO_LARGE',
  'GATEWAY_REQUIRED',
  'INTERNAL_ERROR',
  'UNAVAILABLE',
];

/** Errors of every route with a JSON body. */
const ofBodies: readonly ErrorCode[] = ['INVALID_JSON', 'INVALID_ENCODING', 'UNSUPPORTED_MEDIA_TYPE'];

/** Statuses that the gateway may answer instead of a function. */
const gatewayStatuses = [413, 429, 431, 500, 503];

/** Returns all errors of a route by status, in ascending order; a status without codes is answered by the gateway only. */
export const errorsByStatus = (route: RouteDefinition): Map<number, ErrorCode[]> => {
  const own = new Set<ErrorCode>([...ofAnyRoute, ...(route.body ? ofBodies : []), ...errorsOf(route)]);
  const statuses = new Set([...gatewayStatuses, ...[...own].map((code) => ERROR_STATUS[code])]);
  return new Map(
    [...statuses]
      .sort((one, other) => one - other)
      .map((status) => [status, codes.filter((code) => own.has(code) && ERROR_STATUS[code] === status)]),
  );
};

/** Whether API Gateway may answer this status before or instead of a function. */
export const isGatewayStatus = (status: number): boolean => gatewayStatuses.includes(status);
