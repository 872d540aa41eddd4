import { setTimeout as wait } from 'node:timers/promises';
import { decimalOf } from '@ecommerce/test-provider/money';
import { commandLine, runCommand } from './commandLine.ts';
import { readPlatformFile } from './platformTarget.ts';
import { CARD_THAT_IS_DECLINED, confirmPayment, type TestPayment } from './testPayment.ts';

/** `npm run pay`: pays an order as a payment page would, or tries to with a card that is declined. */

const command = commandLine('pay')
  .argument('<orderId>', 'id of the order')
  .option('--fail', 'use a card that is declined; the order can still be paid afterwards', false)
  .parse();

type Delivery = {
  type: string;
  state: string;
  answers: { status?: number; reason?: string }[];
};

const webhookWithinMs = 15_000;

const read = async <Body>(url: string): Promise<{ status: number; body: Body }> => {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as Body };
};

/** Finds the payment of an order. @throws Error with one clear sentence if the order cannot be paid */
const findPayment = async (provider: string, orderId: string): Promise<TestPayment> => {
  const { status, body } = await read<TestPayment>(`${provider}/test/payments/${encodeURIComponent(orderId)}`);
  if (status === 404) {
    throw new Error(
      `There is no order ${orderId} to pay: it does not exist, or was placed without payment. Payable orders are listed at ${provider}`,
    );
  }
  if (status !== 200) throw new Error(`The payment provider returned ${status}.`);
  const money = moneyOf(body);
  if (body.status === 'succeeded') {
    const refunded = body.refunded > 0 ? `, and ${moneyOf({ ...body, amount: body.refunded })} of it refunded` : '';
    throw new Error(`The order ${orderId} has been paid already: ${money}${refunded}.`);
  }
  if (body.status === 'canceled') throw new Error(`The payment of order ${orderId} (${money}) has been cancelled.`);
  return body;
};

/** e.g. `12.50 EUR` */
const moneyOf = ({ amount, currency }: Pick<TestPayment, 'amount' | 'currency'>): string =>
  `${decimalOf(amount, currency)} ${currency.toUpperCase()}`;

/** Waits until the shop has processed the payment event. Returns a sentence about the result. */
const waitForShop = async (provider: string, { paymentIntent }: TestPayment, type: string): Promise<string> => {
  const end = Date.now() + webhookWithinMs;
  for (;;) {
    const { body } = await read<Delivery[]>(`${provider}/test/deliveries?order=${paymentIntent}`);
    const latest = body.findLast((delivery) => delivery.type === type);
    const answer = latest?.answers.at(-1);
    if (latest?.state === 'delivered')
      return `The shop has processed the payment event (its webhook returned ${answer?.status}).`;
    if (latest?.state === 'held') return 'The shop will receive the event when the held events are released.';
    if (Date.now() > end) {
      const last = answer ? `, its last response was ${answer.status ?? answer.reason}` : '';
      return `The shop has not processed the event yet${last}; the provider sends it again until it does.`;
    }
    await wait(100);
  }
};

const pay = async (orderId: string, fails: boolean): Promise<string> => {
  const { payments } = readPlatformFile();
  if (payments === undefined) throw new Error('This platform has no test payment provider.');
  const payment = await findPayment(payments, orderId);
  const declined = await confirmPayment(payments, payment, fails ? CARD_THAT_IS_DECLINED : undefined);
  const outcome = declined === undefined ? `Paid ${moneyOf(payment)}` : `Declined ${moneyOf(payment)}: ${declined}`;
  const type = declined === undefined ? 'payment_intent.succeeded' : 'payment_intent.payment_failed';
  return `${outcome}${outcome.endsWith('.') ? '' : '.'}\n${await waitForShop(payments, payment, type)}`;
};

await runCommand(command, async () => {
  const [orderId = ''] = command.args;
  console.log(await pay(orderId, command.opts<{ fail: boolean }>().fail));
});
