/**
 * A worker behind Apache Kafka: it hears the events of orders and does what a payment and a notification service would do.
 *
 *   npm install @platformatic/kafka
 *   KAFKA_BROKERS=b-1.example:9096 KAFKA_USERNAME=worker KAFKA_PASSWORD=… node kafka-worker.mjs
 *
 * One partition has all events of an order, in order. An event may come twice, with the same `id` in its headers: what must not happen
 * twice is remembered by that id, here in memory, in earnest in the worker's own database, in the transaction of its effect.
 * An offset is committed once its event was handled: a worker that is stopped or killed begins with the first one that was not.
 */
import { Consumer, stringDeserializers } from '@platformatic/kafka';

const {
  KAFKA_BROKERS = '127.0.0.1:9092',
  KAFKA_USERNAME,
  KAFKA_PASSWORD,
  KAFKA_TLS = 'yes',
  STAGE = 'dev',
} = process.env;

/** What is done about each type of event; the others are none of this worker's business. */
const work = {
  PAYMENT_COMPLETED: ({ orderId, capturedAmount, currency }) =>
    `book ${capturedAmount} ${currency} of order ${orderId}`,
  ORDER_REFUNDED: ({ orderId, amount, currency }) => `book back ${amount} ${currency} of order ${orderId}`,
  ORDER_SHIPPING: ({ orderId, customerId }) => `tell customer ${customerId} that order ${orderId} ships`,
  ORDER_FULFILLED: ({ orderId, carrier, trackingNumber }) =>
    `follow parcel ${trackingNumber} of ${carrier}, order ${orderId}`,
};

const consumer = new Consumer({
  clientId: 'order-worker',
  groupId: 'order-worker',
  bootstrapBrokers: KAFKA_BROKERS.split(','),
  deserializers: stringDeserializers,
  ...(KAFKA_TLS === 'yes' ? { tls: {}, tlsServerName: true } : {}),
  ...(KAFKA_USERNAME
    ? { sasl: { mechanism: 'SCRAM-SHA-512', username: KAFKA_USERNAME, password: KAFKA_PASSWORD } }
    : {}),
});
const handled = new Set();
const messages = await consumer.consume({
  topics: [`ecommerce.${STAGE}.orders`],
  mode: 'committed',
  fallbackMode: 'earliest',
  sessionTimeout: 10_000, // of a worker that was killed, others take over after that
  heartbeatInterval: 3_000,
  autocommit: false,
});

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => messages.close());

for await (const message of messages) {
  const id = message.headers.get('id');
  const { type, data } = JSON.parse(message.value);
  if (!handled.has(id) && work[type]) console.log(work[type](data));
  handled.add(id);
  await message.commit();
}
await consumer.close(true);
