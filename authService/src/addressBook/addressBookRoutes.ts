import { PathId, type RouteDefinition } from '@ecommerce/shared/route.ts';
import { AddressBody } from './address.ts';

export const listAddressesRoute = {
  route: 'GET /me/addresses',
  auth: 'customer',
  failureMsg: 'addresses failed',
  errors: [],
} as const satisfies RouteDefinition;

export const addAddressRoute = {
  route: 'POST /me/addresses',
  auth: 'customer',
  body: AddressBody,
  idempotencyKey: true,
  status: 201,
  failureMsg: 'addresses failed',
  errors: ['ADDRESS_BOOK_FULL', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const replaceAddressRoute = {
  route: 'PUT /me/addresses/{id}',
  auth: 'customer',
  path: PathId,
  body: AddressBody,
  failureMsg: 'addresses failed',
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;

export const removeAddressRoute = {
  route: 'DELETE /me/addresses/{id}',
  auth: 'customer',
  path: PathId,
  failureMsg: 'addresses failed',
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
} as const satisfies RouteDefinition;
