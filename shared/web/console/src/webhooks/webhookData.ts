import { type Schemas, ShopError, unwrap } from '@ecommerce/client';
import { i18nProvider } from '../i18nProvider.ts';
import type { ResourceData } from '../resource.ts';
import { shop } from '../shop.ts';

export type Webhook = Schemas['orders']['Webhook'];
export type Delivery = Schemas['orders']['WebhookDelivery'];
type EventType = Webhook['events'][number];

/** The events that a webhook can be sent. */
const EVENT_TYPES: Record<EventType, true> = {
  ORDER_CREATED: true,
  PAYMENT_COMPLETED: true,
  PAYMENT_FAILED: true,
  ORDER_SHIPPING: true,
  ORDER_FULFILLED: true,
  ORDER_DELIVERED: true,
  RETURN_REQUESTED: true,
  RETURN_APPROVED: true,
  RETURN_REFUSED: true,
  RETURN_RECEIVED: true,
  ORDER_REJECTED: true,
  ORDER_CANCELLED: true,
  ORDER_REFUNDED: true,
  PRODUCT_APPROVED: true,
  PRODUCT_CHANGED: true,
  PRODUCT_DELETED: true,
  STOCK_LOW: true,
  STOCK_CHANGED: true,
};

/** The same as choices of an input: their names are those in the documentation. */
export const EVENT_CHOICES = Object.keys(EVENT_TYPES).map((id) => ({ id, name: id }));

/** Says that webhooks are off, where the routes say that they are not there. */
const explained = async <Result>(call: Promise<Result>): Promise<Result> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ShopError && error.status === 404)
      throw new Error(i18nProvider.translate('console.webhooks.off'));
    throw error;
  }
};

const readAll = async (): Promise<Webhook[]> => (await explained(unwrap(shop.orders.GET('/webhooks')))).webhooks;

export const webhookData: ResourceData = {
  list: async () => ({ rows: await readAll(), next: undefined }),
  read: async (id) => {
    const webhook = (await readAll()).find((each) => each.id === id);
    if (!webhook) throw new Error(i18nProvider.translate('console.errors.NOT_FOUND'));
    return webhook;
  },
  create: ({ url, events }) => explained(unwrap(shop.orders.POST('/webhooks', { body: { url, events } }))),
  update: (id, { url, events }) =>
    unwrap(shop.orders.PATCH('/webhooks/{id}', { params: { path: { id } }, body: { url, events } })),
  remove: (id) => unwrap(shop.orders.DELETE('/webhooks/{id}', { params: { path: { id } } })),
};
