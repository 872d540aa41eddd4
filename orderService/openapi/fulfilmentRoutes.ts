import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { changeAddressesRoute } from '../src/addresses/addressRoutes.ts';
import { fulfilOrderRoute, markDeliveredRoute } from '../src/fulfilment/fulfilmentRoutes.ts';
import { addNoteRoute } from '../src/notes/noteRoutes.ts';
import {
  approveReturnRoute,
  receiveReturnRoute,
  refuseReturnRoute,
  requestReturnRoute,
} from '../src/returns/returnRoutes.ts';
import * as answers from './answers.ts';
import * as examples from './examples.ts';

const { orderId, fulfilmentId, returnId, productId } = examples;
const order = { path: { id: orderId } };
const oneReturn = { path: { id: orderId, rid: returnId } };

/** How an order leaves, arrives and comes back. */
export const fulfilmentRoutes: RouteDescription[] = [
  {
    definition: fulfilOrderRoute,
    summary: 'Record a parcel that has left',
    description:
      'With `items` a part of the order; without, everything that is left. The customer gets an email with carrier and tracking link. From the first parcel on the order can no longer be cancelled.',
    example: {
      ...order,
      body: {
        carrier: 'DHL',
        trackingNumber: '00340434161094042557',
        trackingUrl: 'https://www.dhl.example/track/00340434161094042557',
      },
    },
    answer: answered('The order with its parcels.', answers.OrderDetails, examples.fulfilledOrder),
  },
  {
    definition: markDeliveredRoute,
    summary: 'Record that a parcel has arrived',
    description:
      'From then on its units can be returned for as long as the shop allows. Repeating the request changes nothing.',
    example: { path: { id: orderId, fid: fulfilmentId } },
    answer: answered('The order with its parcels.', answers.OrderDetails, examples.deliveredOrder),
  },
  {
    definition: requestReturnRoute,
    summary: 'Ask to return units of an order',
    description:
      'For the caller’s own orders, within 14 days of the delivery unless the stage says otherwise. The shop then approves or refuses it, and the customer gets an email.',
    example: { ...order, body: { items: [{ productId, quantity: 1 }], reason: 'Too small' } },
    answer: answered('The order with its returns.', answers.OrderDetails, examples.orderWithReturn),
  },
  {
    definition: approveReturnRoute,
    summary: 'Approve a return',
    description: 'Repeating the request changes nothing.',
    example: oneReturn,
    answer: answered('The order with its returns.', answers.OrderDetails, examples.orderWithReturnIn('approved')),
  },
  {
    definition: refuseReturnRoute,
    summary: 'Refuse a return',
    description: 'Its units can be returned again. Repeating the request changes nothing.',
    example: oneReturn,
    answer: answered('The order with its returns.', answers.OrderDetails, examples.orderWithReturnIn('refused')),
  },
  {
    definition: receiveReturnRoute,
    summary: 'Record that an approved return has arrived',
    description:
      'Refunds what was paid for its units, discounts and taxes included, and never more than remains of the payment. With `restock` the units can be sold again. Repeating the request changes nothing.',
    example: { ...oneReturn, body: { restock: true } },
    answer: answered('The order with its returns.', answers.OrderDetails, examples.orderWithReturnIn('received')),
  },
  {
    definition: changeAddressesRoute,
    summary: 'Change the addresses of an order',
    description:
      'For customers their own orders, for staff any order, until the first parcel has left. If shipping or taxes were computed, country and region stay as they are.',
    example: { ...order, body: { shippingAddress: examples.address } },
    answer: answered('The order.', answers.OrderDetails, examples.orderWithAddress),
  },
  {
    definition: addNoteRoute,
    summary: 'Add a note to an order',
    description: 'Only staff see it, in the order’s `timeline`. An order keeps 50 notes.',
    example: { ...order, body: { text: 'Gift: no invoice in the parcel.' } },
    answer: answered('The order.', answers.OrderDetails, examples.orderWithNote),
  },
];
