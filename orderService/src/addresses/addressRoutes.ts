import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { AddressesBody } from './addressRequests.ts';

export const changeAddressesRoute = {
  route: 'PATCH /orders/{id}/addresses',
  auth: 'customerOrOrderKey',
  path: PathId,
  body: AddressesBody,
  errors: ['NOT_FOUND', 'ORDER_NOT_CHANGEABLE', 'ORDER_CHANGED', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
