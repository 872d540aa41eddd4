import { spawn } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { assortments } from '../../cli/seed/assortment.ts';
import { BANNERS, numberOf, seedProduct } from '../../cli/seed/inventory.ts';
import { bannerPicture, productPicture } from '../../cli/seed/pictures.ts';
import { makeSeller, SELLER_NAME, signIn } from '../../cli/seed/seller.ts';
import { isAdmin } from '../../cli/seed/session.ts';
import { call, createAccount, eventually } from '../../cli/shopClient.ts';
import type { List, Listed } from './catalogueClient.ts';
import { admin, fetchAll, platform, put, unique } from './shop.ts';

const PRODUCTS = 12;
const never = new AbortController().signal;

/** `npm run seed`, started as a process of its own. */
const startSeed = (args: string[], environment: Record<string, string> = {}) => {
  const child = spawn('node', ['shared/cli/seed.ts', ...args], { env: { ...process.env, ...environment } });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)));
  const end = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, output: printed.join('') }));
  });
  return { child, end };
};

/** A run in the name of this test file's administrator. */
const seedAsAdmin = async (...args: string[]) => {
  const { fullName, password } = await admin();
  return startSeed(['--products', String(PRODUCTS), '--full-name', fullName, ...args], { SEED_PASSWORD: password });
};

const ownProducts = async (): Promise<Listed[]> => {
  const { idToken: token } = await admin();
  return (await call<List>(`${platform.product}/my-products?limit=100`, { token })).body.products;
};
const onSale = async () => (await ownProducts()).filter(({ status }) => status === 'approved');
const numbersOf = (products: Listed[]) =>
  products.map(({ imageUrl }) => numberOf(String(imageUrl)) ?? 0).sort((a, b) => a - b);

/** Starts a run, ends it by `signal` as soon as it has put `count` products on sale, and answers how it ended. */
const interruptAt = async (count: number, signal: NodeJS.Signals) => {
  const { child, end } = await seedAsAdmin('--concurrency', '1');
  await eventually(`${count} products on sale`, async () => (await onSale()).length >= count || undefined, 60);
  child.kill(signal);
  return end;
};

const showcase = async () => {
  const categories = await call<{ categoryName: string }[]>(`${platform.category}/categories?limit=100`);
  const banners = await call<{ banners: { imageUrl: string }[] }>(`${platform.banner}/banners?limit=100`);
  const names = categories.body.map(({ categoryName }) => categoryName);
  const files = banners.body.banners
    .map(({ imageUrl }) => imageUrl)
    .filter((url) => /\/seed-banner-\d\.png$/.test(url));
  return { categories: names.filter((name) => assortments.some((one) => one.name === name)).sort(), banners: files };
};

describe('npm run seed', () => {
  test('continues after kill -9 and after Ctrl-C, and duplicates nothing', async () => {
    const killed = await interruptAt(3, 'SIGKILL');
    const stopped = await interruptAt(6, 'SIGINT');
    const before = (await onSale()).length;
    const finished = await (await seedAsAdmin()).end;

    expect(killed.code).toBeNull();
    expect(stopped).toMatchObject({
      code: 130,
      output: expect.stringContaining('Run the same command to continue.'),
    });
    expect(before).toBeLessThan(PRODUCTS);
    expect(finished).toMatchObject({ code: 0, output: expect.stringMatching(/products\/s; [1-9]\d* already there/) });
    const products = await ownProducts();
    expect(numbersOf(products)).toEqual(Array.from({ length: PRODUCTS }, (_, i) => i + 1));
    for (const { status, imageUrl, productName, productPrice } of products) {
      const expected = seedProduct(numberOf(String(imageUrl)) ?? 0);
      expect({ status, productName, productPrice }).toEqual({
        status: 'approved',
        productName: expected.productName,
        productPrice: expected.productPrice,
      });
      const picture = await fetchAll(String(imageUrl));
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(productPicture(expected).equals(picture.bytes)).toBe(true);
    }
  }, 180_000);

  test('changes nothing if everything exists', async () => {
    await (await seedAsAdmin()).end;
    const before = [await ownProducts(), await showcase()];
    const { code, output } = await (await seedAsAdmin()).end;

    expect({ code, output }).toMatchObject({
      code: 0,
      output: expect.stringContaining(`products: 0 added; ${PRODUCTS} already there`),
    });
    expect([await ownProducts(), await showcase()]).toEqual(before);
  }, 120_000);

  test('fills each category and banner once', async () => {
    await (await seedAsAdmin()).end;
    const { categories, banners } = await showcase();

    expect(categories).toEqual(assortments.map(({ name }) => name).sort());
    expect(banners).toHaveLength(BANNERS);
    for (const url of banners) expect((await fetchAll(url)).status).toBe(200);
  }, 120_000);

  test('removes the newer of two banners that an interrupted run has duplicated', async () => {
    await (await seedAsAdmin()).end;
    const { banners } = await showcase();
    const body = { fileName: 'seed-banner-1.png', fileType: 'image/png' };
    const { idToken: token } = await admin();
    const asked = await call<{ uploadURL: string }>(`${platform.banner}/upload-url`, { body, token });
    await put(asked.body.uploadURL, bannerPicture(1));
    await eventually('the double', async () => (await showcase()).banners.length > BANNERS || undefined);
    await (await seedAsAdmin()).end;

    expect((await showcase()).banners).toEqual(banners);
  }, 120_000);

  test('creates its own seller if none is named, and reuses it the next time', async () => {
    const runs = [await startSeed(['--products', '1']).end, await startSeed(['--products', '1']).end];

    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    expect(runs[0]?.output).toContain(`as ${SELLER_NAME}`);
    expect(runs[1]?.output).toContain('products: 0 added; 1 already there');
  }, 60_000);

  test.each([
    [['--products', 'many'], 'a whole number from 1 to 100000'],
    [['--stage', 'prod'], 'prod is not allowed'],
    [['--full-name', 'Ann Lee'], 'SEED_PASSWORD'],
  ])('rejects %j', async (args, reason) => {
    const { code, output } = await startSeed(args, { SEED_PASSWORD: '' }).end;

    expect({ code, output }).toMatchObject({ code: 2, output: expect.stringContaining(reason) });
  });

  test('rejects an account that is not an administrator, and never shows its password', async () => {
    const { fullName, password } = await createAccount(platform, unique('Customer'));
    const right = await startSeed(['--full-name', fullName], { SEED_PASSWORD: password }).end;
    const wrong = await startSeed(['--full-name', fullName], { SEED_PASSWORD: 'wrong-passwrod123' }).end;

    expect(right).toMatchObject({ code: 1, output: expect.stringContaining('not an administrator') });
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('INVALID_CREDENTIALS') });
    expect(right.output + wrong.output).not.toContain('passwrod123');
  });

  test('says if no platform is running', async () => {
    const { code, output } = await startSeed([], { PLATFORM_FILE: '/nowhere/platform.json' }).end;

    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('npm start') });
  });
});

describe('the seller on a stage whose emails nobody can read', () => {
  const { mailbox: _, ...stage } = platform;

  test('becomes an administrator with a new password in each run', async () => {
    const fullName = unique('Stage Seller');
    const first = await makeSeller(stage, never, fullName);
    const second = await makeSeller(stage, never, fullName);

    expect(first.password).not.toBe(second.password);
    expect(isAdmin(await signIn(stage, second, never))).toBe(true);
    await expect(signIn(stage, first, never)).rejects.toThrow('INVALID_CREDENTIALS');
  });

  test('is never somebody else with the same name', async () => {
    const other = await createAccount(platform, unique('Stage Seller'));

    await expect(makeSeller(stage, never, other.fullName)).rejects.toThrow('somebody else');
    expect(isAdmin(await signIn(platform, other, never))).toBe(false);
  });
});
