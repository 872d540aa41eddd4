import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { stageParameterNames } from '../../cli/deployment/stageParameters.ts';
import { EVENTS, shopStacks } from '../../cli/stacks.ts';
import { documentedCalls } from '../documentedCalls.ts';

const page = readFileSync('docs/deploy.md', 'utf8');

type Row = string[];

/** The rows of the table whose head begins with `first`, without their outer bars. */
const table = (first: string): Row[] => {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const rest = lines.slice(start + 2);
  return rest.slice(0, rest.indexOf('')).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

const number = (text = ''): number => Number(text.replaceAll('*', ''));

/** What productService publishes about a sale. */
const ofSale = documentedCalls(new URL('../../../productService/README.md', import.meta.url))
  .get('`announceStock`, a sale')
  ?.filter((call) => call === 'sns:PublishBatch').length as number;

describe('what it costs', () => {
  test.each([
    'the order itself',
    'its two emails',
    'the paid order itself',
    'its three emails',
    'an event to a webhook',
    'what | quantity',
  ])('is computed right in the table "%s"', (first) => {
    const rows = table(first);
    const [total = []] = rows.splice(-1);

    expect(rows.length).toBeGreaterThan(3);
    for (const [what, quantity, price, cost] of rows)
      expect({ what, cost }).toEqual({ what, cost: (number(quantity) * number(price)).toFixed(2) });
    expect(rows.reduce((sum, [, , , cost]) => sum + number(cost), 0)).toBeCloseTo(number(total[3]), 5);
  });

  test('counts the events, invocations and emails of a successful order', () => {
    const quantities = Object.fromEntries(
      table('the order itself').map(([what = '', quantity]) => [what, Number(quantity)]),
    );
    const called = (what: RegExp) => Object.entries(quantities).find(([name]) => what.test(name))?.[1];
    const documented = documentedCalls(new URL('../../../orderService/README.md', import.meta.url));
    const callsOf = (...what: string[]) => what.flatMap((one) => documented.get(one) ?? []);
    const steps = [
      ...['`POST /create-order`', '`processOrders`, per batch', '`readSteps`, per batch'],
      ...['`recordReservations`, per order', '`notifyCustomer`'],
    ];
    const settled = callsOf(...steps);
    const count = (call: string) => settled.filter((one) => one === call).length;
    const mails = 2;

    expect(called(/^SNS/)).toBe(count('sns:PublishBatch') + ofSale);
    expect(called(/^Step Functions: Express/)).toBe(count('sfn:StartSyncExecution'));
    expect(called(/^Lambda: invocations/)).toBe(steps.length + 2); // readProducts and reserveStock
    expect(called(/^SQS/)).toBe(3 * count('sqs:SendMessage'));
    expect(number(table('its two emails')[0]?.[1])).toBe(mails);
    expect(callsOf('`sendMail`, per mail').filter((call) => call === 'ses:SendEmail')).toHaveLength(1);
    expect(table('its two emails').find(([what]) => what?.startsWith('SQS'))?.[1]).toBe(
      String(count('sqs:SendMessageBatch') + 2 * mails),
    );
  });
});

describe('what a paid order costs', () => {
  const rows = [...table('the paid order itself'), ...table('its three emails')];
  const sum = (what: RegExp) =>
    rows.reduce((total, [name = '', quantity]) => total + (what.test(name) ? number(quantity) : 0), 0);
  const readme = new URL('../../../orderService/README.md', import.meta.url);
  const documented = new Map([...documentedCalls(readme), ...documentedCalls(readme, '## AWS calls of payments')]);
  const run = ['`processOrders`, per batch', '`readSteps`, per batch'];
  const calls = [
    ...['`POST /checkout`, to be paid', ...run, '`recordReservations`, per order', '`notifyCustomer`'],
    ...['`POST /payments/webhook`, paid', ...run, '`confirmOrder`', '`notifyCustomer`, of a paid order'],
    ...['`issueInvoices`, per batch of up to ten orders', ...Array<string>(3).fill('`sendMail`, per mail')],
  ].map((step) => documented.get(step) ?? []);

  test('counts the events, emails and invocations of its steps', () => {
    const count = (call: string) => calls.flat().filter((one) => one === call).length;

    expect(sum(/^SNS/)).toBe(count('sns:PublishBatch') + ofSale);
    expect(sum(/^Step Functions: Express/)).toBe(count('sfn:StartSyncExecution'));
    const mailed = count('sqs:SendMessageBatch') + 2 * count('ses:SendEmail');
    expect(sum(/^SQS/)).toBe(3 * count('sqs:SendMessage') + mailed);
    expect(sum(/^SES/)).toBe(count('ses:SendEmail'));
    expect(sum(/^Lambda: invocations/)).toBe(calls.length + 2); // readProducts and reserveStock
  });

  test('has the units of docs/figures.md', () => {
    const figures = readFileSync('docs/figures.md', 'utf8');
    const units = (what: string) => {
      const line = figures.split('\n').find((one) => one.includes(what)) ?? '';
      return line.split('|').slice(-3, -1).map(number);
    };
    const [reads = 0, writes = 0] = units('checkout of one named product, paid, shipped');
    const [, ofNamed = 0] = units('`POST /checkout` of n named products');
    const [, ofCart = 0] = units('`POST /checkout` of a cart of n products');

    expect(sum(/write units/)).toBe(writes + ofCart - ofNamed);
    expect(sum(/read units/)).toBe(reads + 1); // the cart
  });
});

describe('the parameters of a stage', () => {
  const documented = table('parameter').map(([name = '', , normally, prod]) => ({
    name: name.replaceAll('`', ''),
    normally: normally?.replaceAll('`', ''),
    prod: prod?.replaceAll('`', ''),
  }));

  test('are all in docs/deploy.md, and no other', () => {
    expect(documented.map(({ name }) => name).toSorted()).toEqual(stageParameterNames('.'));
  });

  test.each(globSync('{*Service,shared/{events,gateway,graphql}}/serverless.yml'))(
    'have the defaults of %s',
    (file) => {
      const { params = {} } = parse(readFileSync(file, 'utf8'), { logLevel: 'silent' });

      for (const [name, value] of Object.entries(params.default ?? {}))
        expect(documented).toContainEqual({ name, normally: String(value), prod: params.prod?.[name] ?? '' });
    },
  );
});

test('the role for deployments from GitHub may create the roles of every stack', () => {
  const json = /^`roles.json` adds.*?```json\n(.*?)```/ms.exec(page)?.[1] ?? '';
  const [{ Resource }] = JSON.parse(json).Statement as [{ Resource: string[] }];
  const patterns = Resource.map((arn) => new RegExp(`^${arn.replace(/^.*role\//, '').replaceAll('*', '.*')}$`));
  const roles = [...shopStacks('.'), EVENTS].map(({ name }) => `${name}-dev-HttpApiRole-1A2B3C4D`);

  expect(roles.length).toBeGreaterThan(6);
  expect(roles.filter((role) => !patterns.some((pattern) => pattern.test(role)))).toEqual([]);
});
