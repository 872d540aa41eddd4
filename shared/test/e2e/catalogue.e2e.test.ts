import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call, mailsTo } from '../../cli/shopClient.ts';
import {
  allPages,
  allPendingPages,
  decide,
  get,
  idsOf,
  mine,
  offer,
  pendingProduct,
  publicPlaces,
} from './catalogueClient.ts';
import { account, admin, approvedProduct, platform, shoes, unique } from './shop.ts';

describe('a product that waits for approval', () => {
  test('is seen only by its seller and admins, and by anyone once it is approved', async () => {
    const category = unique('waiting');
    const id = await pendingProduct({ category });

    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
    expect(await get(`/products/${id}`)).toMatchObject({ status: 404, body: { code: 'PRODUCT_NOT_FOUND' } });
    expect((await mine()).find((product) => product.id === id)).toMatchObject({ status: 'pending', isApproved: false });
    expect(idsOf(await mine('Another seller'))).toEqual([]);
    const pending = (await allPendingPages()).find((product) => product.id === id);
    expect(pending).toMatchObject({ email: (await account('Seller')).email, imageUrl: expect.any(String) });

    expect(await decide(id, 'approve')).toMatchObject({ status: 200, body: { id, status: 'approved' } });

    expect(await publicPlaces(id, category)).toEqual([true, true, true, true]);
    expect(idsOf(await allPendingPages())).not.toContain(id);
  });

  test('can be approved twice, idempotently', async () => {
    const id = await pendingProduct();

    const answers = await Promise.all([decide(id, 'approve'), decide(id, 'approve')]);
    const again = await decide(id, 'approve');

    expect([...answers, again].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set([...answers, again].map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  test('can be approved with others at once; one that cannot be stops no other', async () => {
    const category = unique('several');
    const ids = await Promise.all([pendingProduct({ category }), pendingProduct({ category })]);
    const approveAll = async () =>
      call<{ results: { id: string; code?: string }[] }>(`${platform.product}/products/approve`, {
        method: 'POST',
        token: (await admin()).idToken,
        body: { products: [{ id: randomUUID() }, ...ids.map((id) => ({ id }))] },
      });

    const once = await approveAll();
    const again = await approveAll();

    const approved = ids.map((id) => ({ id, status: 'approved', isApproved: true }));
    for (const { status, body } of [once, again]) {
      expect(status).toBe(200);
      expect(body.results).toMatchObject([{ code: 'PRODUCT_NOT_FOUND' }, ...approved]);
    }
    for (const id of ids) expect(await publicPlaces(id, category)).toEqual([true, true, true, true]);
  });

  test.each([
    ['an id that is none’s', async () => randomUUID(), 404, 'PRODUCT_NOT_FOUND'],
    ['what no id looks like', async () => '~no.id~', 404, 'PRODUCT_NOT_FOUND'],
    ['one whose picture has not come', async () => (await offer({})).body.id, 409, 'IMAGE_NOT_CHECKED'],
  ])('%s can be neither approved nor rejected', async (_, id, status, code) => {
    const which = await id();

    expect(await decide(which, 'approve')).toMatchObject({ status, body: { code } });
    expect(await decide(which, 'reject', { reason: 'No.' })).toMatchObject({ status, body: { code } });
  });
});

describe('a rejected product', () => {
  const rejectionMails = async (productName: string) =>
    (await mailsTo(platform, (await account('Seller')).email)).filter(({ subject }) => subject.includes(productName));

  test('shows its seller the reason, and causes one email however often it is rejected', async () => {
    const productName = unique('Too dark');
    const id = await pendingProduct({ productName });
    const reason = 'The picture is too dark. 🕶️';

    const atOnce = await Promise.all(Array.from({ length: 6 }, () => decide(id, 'reject', { reason })));
    const later = await decide(id, 'reject', { reason });

    expect(atOnce.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(later).toMatchObject({
      status: 200,
      body: { id, status: 'rejected', isApproved: false, rejectionReason: reason, sellerMailed: true },
    });
    const mails = await rejectionMails(productName);
    expect(mails.map(({ body }) => body.text?.includes(reason))).toEqual([true]);
    expect((await mine()).find((product) => product.id === id)).toMatchObject({
      status: 'rejected',
      isApproved: false,
      rejectionReason: reason,
    });
  });

  test('stays rejected: no approval, no other reason', async () => {
    const category = unique('refused');
    const id = await pendingProduct({ category });
    await decide(id, 'reject', { reason: 'Not ours.' });

    const refused = { status: 409, body: { code: 'ALREADY_REJECTED' } };
    expect(await decide(id, 'approve')).toMatchObject(refused);
    expect(await decide(id, 'reject', { reason: 'Something else.' })).toMatchObject(refused);
    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
  });

  test('that was on sale disappears from every list, and cannot be ordered', async () => {
    const category = unique('taken off');
    const id = await approvedProduct({ category });

    expect(await decide(id, 'reject', { reason: 'Recalled by its maker.' })).toMatchObject({ status: 200 });

    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
    const { idToken } = await account('Customer');
    expect(await call(`${platform.order}/create-order`, { body: { id, quantity: 1 }, token: idToken })).toMatchObject({
      status: 404,
      body: { code: 'PRODUCT_NOT_FOUND' },
    });
  });

  test.each([undefined, '', '   ', 5, 'x'.repeat(501), 'bell\u0007'])('needs a reason, not %j', async (reason) => {
    expect(await decide(randomUUID(), 'reject', { reason })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', issues: [{ path: 'reason' }] },
    });
  });
});

describe('the documented list of approved products', () => {
  test.each([
    [100, '100'],
    [49.99, '49.99'],
    [0.01, '0.01'],
    [19.9, '19.9'],
    [1_000_000, '1000000'],
  ])('shows the price %d as { "N": "%s" }, and exactly the documented attributes', async (productPrice, N) => {
    const productName = unique('Priced');
    const id = await approvedProduct({ productName, productPrice, quantity: 40 });

    const listed = (await allPages('/approve-products', 100)).flat().find((product) => Object(product.id).S === id);

    expect(listed).toEqual({
      id: { S: id },
      fileName: { S: shoes.fileName },
      productName: { S: productName },
      productPrice: { N },
      description: { S: shoes.description },
      quantity: { N: '40' },
      category: { S: shoes.category },
      imageUrl: { S: expect.stringMatching(/\/shoes\.png$/) },
      isApproved: { BOOL: true },
      email: { S: (await account('Seller')).email },
      createdAt: { S: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) },
    });
    expect((await get(`/products/${id}`)).body).toMatchObject({ productPrice, currency: 'EUR' });
  });
});
