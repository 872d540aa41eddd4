import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Cloud } from './cloud.ts';
import { eventOf, type RequestParts, tokenOf } from './httpRequests.ts';
import { PUBLISHABLE_KEY, SECRET_KEY } from './paymentProvider.ts';
import { ORDERS, type Product } from './tables.ts';
import type { OrderRow } from './watch.ts';
import { Webhook } from './webhook.ts';

/** The actions of a shopper that were answered. */
export type Visit = {
  /** Number of the order within the run. */
  index: number;
  /** The account's; of a guest that of the account with which the order may be claimed. */
  customerId: string;
  email: string;
  /** The ids in 2xx answers, with repetitions. */
  acknowledged: string[];
  /** Units of each product that went into the cart; undefined where an answer was lost. */
  put: Map<string, number> | undefined;
  isCart: boolean;
  /** Refunds that were answered 2xx: their amounts by idempotency key, in minor units. */
  refunds: Map<string, number>;
  /** The claims of a guest's order that were answered 2xx. */
  claims: string[];
  /** Requests that should have been answered with the order, and were not. */
  refusals: string[];
};

type Answer = { status: number; body: Record<string, unknown> } | undefined;

/** The longest period in which the shoppers arrive (ms); in some runs all arrive at once. */
export const SHOPPING_MS = 120_000;
const RUSHES_MS = [2000, 20_000, SHOPPING_MS];
const PAYMENT_MS = () => Number(process.env.PAYMENT_MINUTES ?? 30) * 60_000;
/** How often a shopper sends a request that gets no answer. */
const PATIENCE = 8;

/** The people of a run: shoppers, each with their own story, and an admin; also the payment provider that calls the webhook. */
export class Customers {
  readonly #cloud: Cloud;
  readonly #products: Product[];
  readonly visits: Visit[] = [];
  readonly #webhook: Webhook;
  #shoppers = 0;

  constructor(cloud: Cloud, products: Product[]) {
    this.#cloud = cloud;
    this.#products = products;
    this.#webhook = new Webhook(cloud);
    cloud.payments.onEvent = (event) => this.#webhook.deliver(event.id, JSON.stringify(event), event.type);
  }

  /** Number of unfinished shoppers and undelivered events of the provider. */
  get busy(): number {
    return this.#shoppers + this.#webhook.waiting;
  }

  /** Starts a shopper, whose actions depend on the seed and the number alone. */
  send(index: number): void {
    this.#shoppers += 1;
    const world = this.#cloud.world;
    world.after(world.draw(`visit ${index}`) * world.pick('rush', RUSHES_MS), () => {
      void this.#visit(index).finally(() => {
        this.#shoppers -= 1;
      });
    });
  }

  async #visit(index: number): Promise<void> {
    const { world } = this.#cloud;
    const draw = (what: string) => world.draw(`order ${index} ${what}`);
    const kind = world.pick(`order ${index} kind`, ['create', 'byName', 'byName', 'byCart'] as const);
    const address = draw('address') < 0.02 ? 'refused' : 'shopper';
    const email = `${address}-${index}@example.com`;
    const isGuest = kind === 'byName' && draw('guest') < 0.4;
    const visit: Visit = {
      ...{ index, customerId: `customer-${index}`, email, isCart: kind === 'byCart' },
      ...{ acknowledged: [], put: new Map(), refunds: new Map(), claims: [], refusals: [] },
    };
    this.visits.push(visit);
    const token = tokenOf({ sub: visit.customerId, email });
    let identity: Pick<RequestParts, 'token' | 'headers'> = isGuest ? {} : { token };
    const ask = (name: string, body: unknown, what: string, more: { path?: string; key?: string } = {}) =>
      this.#persist(name, { ...identity, body, ...more }, `order ${index} ${what}`);
    const lines = this.#linesOf(index);
    if (kind === 'byCart') {
      const added = [
        ...lines,
        ...[0, 1, 2].flatMap((again) => lines.slice(again, again + 1)).map(({ id }) => ({ id, qty: 1 })),
      ];
      for (const [number, line] of added.entries()) {
        const answer = await this.#request('addToCart', { token, body: line }, `order ${index} cart ${number}`);
        if (answer?.status === 200) visit.put?.set(line.id, (visit.put.get(line.id) ?? 0) + line.qty);
        else if (answer === undefined || answer.status >= 500) visit.put = undefined;
      }
    }
    const place = (what: string) => {
      const key = isGuest ? `${String(index).padStart(8, '0')}-0000-4000-8000-000000000000` : `key-${index}`;
      if (kind === 'create') return ask('createOrder', { id: lines[0]?.id, quantity: lines[0]?.qty }, what, { key });
      return ask(
        'checkout',
        kind === 'byCart'
          ? undefined
          : { items: lines, total: totalOf(lines, this.#products), ...(isGuest ? { email } : {}) },
        what,
        { key },
      );
    };
    const twin = draw('twin');
    const isTwin = twin < 0.15 && world.decide(`order ${index}`, 'twin', `shopper ${index} sends the request twice`);
    const isAgain = twin > 0.95 && world.decide(`order ${index}`, 'again', `shopper ${index} sends the request again`);
    const answers = await Promise.all([
      place('place'),
      ...(isTwin ? [world.sleep(twin * 2000).then(() => place('place twin'))] : []),
      ...(isAgain ? [world.sleep(60_000).then(() => place('place again'))] : []),
    ]);
    const placed = answers.filter((answer) => answer?.status === 201);
    visit.acknowledged = placed.map((answer) => String(answer?.body.orderId ?? answer?.body.id));
    const orderId = visit.acknowledged[0];
    if (orderId === undefined) return;
    world.record(`order ${index} is ${orderId}`);
    const orderKey = String(placed[0]?.body.orderKey);
    if (isGuest) identity = { headers: { 'x-order-key': orderKey } };
    const payment = placed
      .map((answer) => answer?.body.payment as { clientSecret: string } | undefined)
      .find((one) => one !== undefined);
    await Promise.all([
      payment && this.#pay(index, payment.clientSecret),
      this.#maybeCancel(index, orderId, ask),
      this.#maybeAdmin(index, orderId, visit),
      this.#maybeFulfil(index, orderId, identity),
      isGuest && this.#look(visit, orderId, identity),
      isGuest && this.#maybeClaim(visit, orderId, orderKey),
    ]);
  }

  #linesOf(index: number): { id: string; qty: number }[] {
    const { world } = this.#cloud;
    const products = [0, 1, 2].map(
      (line) => this.#products[Math.floor(world.draw(`order ${index} product ${line}`) * this.#products.length)],
    );
    const count = 1 + Math.floor(world.draw(`order ${index} lines`) * 3);
    const ids = [...new Set(products.slice(0, count).map((product) => product?.id ?? ''))];
    return ids.map((id) => ({ id, qty: 1 + Math.floor(world.draw(`order ${index} units ${id}`) * 3) }));
  }

  /** Pays at the provider: at once, late, after a declined attempt, or not at all. */
  async #pay(index: number, clientSecret: string): Promise<void> {
    const { world, payments } = this.#cloud;
    const how = world.pick(`order ${index} pays`, [
      'once',
      'once',
      'once',
      'once',
      'once',
      'declined first',
      'declined',
      'late',
      'late',
      'never',
    ] as const);
    const confirm = (method: string) => {
      world.record(`order ${index} pays by ${method}`);
      const encoded = new URLSearchParams({ client_secret: clientSecret, payment_method: method }).toString();
      const path = `/payment_intents/${clientSecret.split('_secret_')[0]}/confirm`;
      world.within(`order ${index} pays by ${method}`, () =>
        payments.request({ method: 'POST', path, encoded, key: PUBLISHABLE_KEY }),
      );
    };
    if (how === 'never') return;
    // Late means close to the deadline: just before or after the order is cancelled because of it
    await world.sleep(
      how === 'late' ? PAYMENT_MS() + (world.draw(`order ${index} pays late`) - 0.4) * 300_000 : this.#payMoment(index),
    );
    if (how.startsWith('declined')) {
      confirm('pm_card_chargeDeclined');
      if (how === 'declined') return;
      await world.sleep(world.draw(`order ${index} pays again after`) * 60_000);
    }
    confirm('pm_card_visa');
  }

  #payMoment(index: number): number {
    const moment = this.#cloud.world.draw(`order ${index} pays after`);
    return moment * (moment < 0.5 ? 2000 : 60_000);
  }

  async #maybeCancel(
    index: number,
    orderId: string,
    ask: (name: string, body: unknown, what: string, more: { path: string }) => Promise<Answer>,
  ) {
    const { world } = this.#cloud;
    const draw = world.draw(`order ${index} cancels`);
    if (draw > 0.3 || !world.decide(`order ${index}`, 'cancels', `shopper ${index} cancels`)) return;
    const moment = world.draw(`order ${index} cancels after`);
    // At any time, about when the payment arrives, or close to its deadline
    if (draw < 0.1) await world.sleep(moment * (moment < 0.5 ? 4000 : 60_000));
    else if (draw < 0.22) await world.sleep(this.#payMoment(index) + moment * 1600);
    else await world.sleep(PAYMENT_MS() + (moment - 0.4) * 200_000);
    await ask('cancelOrder', undefined, 'cancel', { path: orderId });
  }

  /**
   * Lets an admin cancel an order that ships, or refund it, through the shop or by hand at the provider: at any time, or just when it
   * ships.
   */
  async #maybeAdmin(index: number, orderId: string, visit: Visit): Promise<void> {
    const { world, payments } = this.#cloud;
    const draw = world.draw(`order ${index} admin`);
    if (draw > 0.4 || !world.decide(`order ${index}`, 'admin', `an admin looks after order ${index}`)) return;
    const moment = world.draw(`order ${index} admin after`);
    if (moment < 0.5) await world.sleep(moment * 480_000);
    else await this.#shipping(orderId, moment * 200);
    const token = tokenOf({ sub: 'admin', email: 'admin@example.com', 'cognito:groups': ['admin'] });
    if (draw < 0.1)
      return void (await this.#persist('cancelOrder', { token, path: orderId }, `order ${index} admin cancel`));
    const intent = payments.ledger().find((entry) => entry.orderId === orderId);
    if (!intent) return;
    if (draw < 0.13) {
      if (intent.captured === 0) return;
      world.record(`order ${index} is refunded by hand`);
      const encoded = new URLSearchParams({ payment_intent: intent.paymentIntent, amount: '100' }).toString();
      const ask = () => payments.request({ method: 'POST', path: '/refunds', encoded, key: SECRET_KEY });
      return void world.within(`order ${index} refunded by hand`, ask);
    }
    const refund = async (name: string, keyName: string, amount: number | undefined) => {
      const key = `${keyName}-${index}`;
      const body = amount === undefined ? undefined : { amount };
      const answer = await this.#persist('refundOrder', { token, path: orderId, body, key }, `order ${index} ${name}`);
      if (answer?.status === 200 && amount !== undefined) visit.refunds.set(key, Math.round(amount * 100));
    };
    const part = 1 + Math.floor(draw * 1000) / 100;
    const [first, second] = [draw < 0.25 ? part : undefined, draw < 0.3 ? part + 0.5 : undefined]; // no two of one amount: their mails must differ
    await Promise.all([
      refund('refund', 'one', first),
      ...(draw > 0.2
        ? [world.sleep(draw > 0.3 ? draw * 10 : 0).then(() => refund('another refund', 'another', second))]
        : []),
      ...(draw < 0.22 ? [world.sleep(draw * 10_000).then(() => refund('refund again', 'one', first))] : []),
    ]);
  }

  /** A guest looks at the order with its key, before or after an account claims it. */
  async #look(visit: Visit, orderId: string, identity: Pick<RequestParts, 'headers'>): Promise<void> {
    const { world } = this.#cloud;
    const { index, refusals } = visit;
    await world.sleep(world.draw(`order ${index} looks after`) * 2_400_000);
    const answer = await this.#persist('getOrder', { ...identity, path: orderId }, `order ${index} look`);
    if (answer && answer.status < 500 && answer.body.id !== orderId) refusals.push(`the key: ${answer.status}`);
  }

  /** A guest may sign up and claim the order: at any time, so also while a step of it is running. */
  async #maybeClaim(visit: Visit, orderId: string, key: string): Promise<void> {
    const { world } = this.#cloud;
    const { index, customerId, email, claims, refusals } = visit;
    const draw = world.draw(`order ${index} claimed`);
    if (draw > 0.6 || !world.decide(`order ${index}`, 'claimed', `guest ${index} claims the order`)) return;
    await world.sleep(draw < 0.4 ? draw * 5000 : draw * 3_600_000);
    const parts = { token: tokenOf({ sub: customerId, email }), path: orderId, body: { key } };
    const answer = await this.#persist('claimOrder', parts, `order ${index} claim`);
    if (answer?.status === 200) claims.push(orderId);
    else if (answer && answer.status < 500 && answer.body.code !== 'ORDER_CHANGED')
      refusals.push(`a claim: ${answer.status}`);
  }

  /** Staff may send what ships in one parcel or two; a unit may come back. */
  async #maybeFulfil(index: number, orderId: string, identity: Pick<RequestParts, 'token' | 'headers'>): Promise<void> {
    const { world, database } = this.#cloud;
    const draw = world.draw(`order ${index} fulfilled`);
    const [line] = this.#linesOf(index);
    if (!line || draw > 0.4 || !world.decide(`order ${index}`, 'fulfilled', `staff fulfil order ${index}`)) return;
    await this.#shipping(orderId, world.draw(`order ${index} fulfilled after`) * (draw < 0.2 ? 300 : 60_000));
    const staff = tokenOf({ sub: 'staff', email: 'staff@example.com', 'cognito:groups': ['staff'] });
    const ask = (name: string, what: string, parts: RequestParts) =>
      this.#persist(name, { token: staff, path: orderId, ...parts }, `order ${index} ${what}`);
    const items = [{ productId: line.id, quantity: 1 }];
    const parcel = { body: { items, carrier: 'DHL' }, key: `parcel-${index}` };
    await Promise.all([
      ask('fulfilOrder', 'parcel', parcel),
      ...(draw < 0.1 ? [ask('fulfilOrder', 'parcel again', parcel)] : []),
      ...(draw < 0.3 ? [ask('fulfilOrder', 'rest', { body: { carrier: 'UPS' }, key: `rest-${index}` })] : []),
    ]);
    const row = () => database.row<OrderRow>(ORDERS, orderId);
    for (const { id } of row()?.fulfilments ?? [])
      await ask('markDelivered', `delivery ${id}`, { further: { fid: id } });
    const wish = { ...identity, token: identity.token, body: { items, reason: 'too small' }, key: `return-${index}` };
    await Promise.all([ask('requestReturn', 'return', wish), ask('requestReturn', 'return again', wish)]);
    const [asked] = row()?.returns ?? [];
    if (!asked) return;
    const ofReturn = { further: { rid: asked.id } };
    if (draw < 0.05) return void (await ask('refuseReturn', 'refusal', ofReturn));
    await ask('approveReturn', 'approval', ofReturn);
    const arrival = { ...ofReturn, body: { restock: draw < 0.3 } };
    await Promise.all([ask('receiveReturn', 'arrival', arrival), ask('receiveReturn', 'arrival again', arrival)]);
  }

  /** Resolves `after` ms after an order begins to ship, and after four minutes at the latest. */
  #shipping(orderId: string, after: number): Promise<void> {
    const { world, database } = this.#cloud;
    return new Promise((resolve) => {
      world.after(240_000, resolve);
      database.observers.push((_table, _before, row) => {
        if (row?.orderId === orderId && row.shippedAt !== undefined) world.after(after, resolve);
      });
    });
  }

  /** Sends a request until its answer is final. */
  async #persist(name: string, parts: RequestParts, cause: string): Promise<Answer> {
    const { world } = this.#cloud;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#request(name, parts, `${cause} ${attempt}`);
      if (answer && answer.status < 500 && answer.status !== 429) return answer;
      if (attempt === PATIENCE) return answer;
      await world.sleep(world.draw(`${cause} pause ${attempt}`) * 2000 * 2 ** attempt);
    }
  }

  /** Sends one request to a route's function. Returns `undefined` when there is no answer. */
  async #request(name: string, parts: RequestParts, cause: string): Promise<Answer> {
    const { world, functions } = this.#cloud;
    const outcome = await functions.invoke(`orderService.${name}`, JSON.stringify(eventOf(parts)), cause, cause);
    if (world.injectsFault(cause, 'unanswered', `the answer to ${cause}`)) return undefined;
    if ('errorType' in outcome) return { status: 503, body: {} };
    const { statusCode = 0, body = '{}' } = JSON.parse(outcome.value ?? '{}') as APIGatewayProxyStructuredResultV2;
    if (world.hasStory)
      world.record(`${cause} is answered ${statusCode}${statusCode < 400 ? '' : ` ${body.slice(0, 150)}`}`);
    return { status: statusCode, body: JSON.parse(body) };
  }
}

const totalOf = (lines: { id: string; qty: number }[], products: Product[]): number =>
  lines.reduce((total, { id, qty }) => total + qty * (products.find((product) => product.id === id)?.price ?? 0), 0) /
  100;
