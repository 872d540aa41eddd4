import type { Template } from '@ecommerce/platform/template';
import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '../../cli/deployment/deployScreen.ts';
import { type Deployed, deployInOrder } from '../../cli/deployment/deployStacks.ts';

type Stack = { name: string; template: Template };

/** A stack that writes the parameter of its own name and reads those of others. */
const stack = (name: string, ...reads: string[]): Stack => ({
  name,
  template: {
    Parameters: Object.fromEntries(
      reads.map((read) => [read, { Type: 'AWS::SSM::Parameter::Value<String>', Default: `/ecommerce/dev/${read}/x` }]),
    ),
    Resources: { Written: { Type: 'AWS::SSM::Parameter', Properties: { Name: `/ecommerce/dev/${name}/x` } } },
  },
});

const shop = [
  stack('auth'),
  stack('banner', 'auth'),
  stack('order', 'auth', 'product'),
  stack('product', 'auth'),
] as const;

/** Deploys stacks that take a moment each, and records what happened when. */
const deploying = (outcomes: Record<string, Deployed['outcome']> = {}) => {
  const events: string[] = [];
  const deploy = async ({ name }: Stack): Promise<Deployed> => {
    events.push(`begin ${name}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    events.push(`end ${name}`);
    return { name, outcome: outcomes[name] ?? 'deployed', seconds: 1 };
  };
  return { events, deploy };
};

const outcomesOf = (ended: Deployed[]) => Object.fromEntries(ended.map(({ name, outcome }) => [name, outcome]));

describe('stacks are deployed', () => {
  test('each as soon as the stacks that write its parameters are ready, others at the same time', async () => {
    const { events, deploy } = deploying();

    await deployInOrder(shop, 'eu-west-1', deploy, 3);

    expect(events).toEqual([
      ...['begin auth', 'end auth'],
      ...['begin banner', 'begin product', 'end banner', 'end product'],
      ...['begin order', 'end order'],
    ]);
  });

  test('no more at once than requested', async () => {
    const { events, deploy } = deploying();

    await deployInOrder(shop, 'eu-west-1', deploy, 1);

    expect(events.filter((_, index) => index % 2 === 0).every((event) => event.startsWith('begin'))).toBe(true);
    expect(events).toHaveLength(8);
  });

  test('an unchanged one counts as ready', async () => {
    const { deploy } = deploying({ auth: 'unchanged', product: 'unchanged' });

    expect(outcomesOf(await deployInOrder(shop, 'eu-west-1', deploy, 3))).toEqual({
      auth: 'unchanged',
      banner: 'deployed',
      product: 'unchanged',
      order: 'deployed',
    });
  });

  test('after a failure running ones are waited for, and no other starts', async () => {
    const { events, deploy } = deploying({ product: 'failed' });

    const ended = await deployInOrder(shop, 'eu-west-1', deploy, 3);

    expect(outcomesOf(ended)).toEqual({ auth: 'deployed', banner: 'deployed', product: 'failed', order: 'left out' });
    expect(events).toContain('end banner');
    expect(events).not.toContain('begin order');
  });

  test('a single stack does not wait for those that are not requested', async () => {
    const { events, deploy } = deploying();

    await deployInOrder([stack('order', 'auth', 'product')], 'eu-west-1', deploy, 3);

    expect(events).toEqual(['begin order', 'end order']);
  });
});

test('a failure is reported with its stack and reason, the deployed stacks, and those not started', () => {
  const told = explainFailure([
    { name: 'authService', outcome: 'deployed', seconds: 1 },
    { name: 'bannerService', outcome: 'unchanged', seconds: 1 },
    { name: 'productService', outcome: 'failed', seconds: 1, reason: 'CREATE_FAILED: ProductsTable\n\nIt exists.' },
    { name: 'orderService', outcome: 'left out', seconds: 0 },
  ]);

  expect(told.split('\n')).toEqual([
    'productService was not deployed:',
    '',
    '    CREATE_FAILED: ProductsTable',
    '',
    '    It exists.',
    '',
    'Deployed: authService, bannerService.',
    'Not started: orderService.',
  ]);
});
