import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { call, eventually, mailsTo } from '../../cli/shopClient.ts';
import { add, cart } from './cartClient.ts';
import {
  allPages,
  allPendingPages,
  decide,
  get,
  idsOf,
  type Listed,
  mine,
  move,
  offer,
  pendingProduct,
  publicPlaces,
} from './catalogueClient.ts';
import { account, admin, approvedProduct, picture, platform, put, shoes, unique } from './shop.ts';

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

describe('a draft', () => {
  test('is its seller’s alone, outlives no response twice, and is on sale once it was submitted and approved', async () => {
    const { fileName: _name, fileType: _type, ...fields } = shoes;
    const category = unique('drafts');
    const headers = { 'idempotency-key': unique('draft') };
    const create = async () =>
      call<Listed>(`${platform.product}/products`, {
        body: { ...fields, category, attributes: { Material: 'mesh' } },
        token: (await account('Seller')).idToken,
        headers,
      });
    const { status, body: draft } = await create();
    const { id } = draft;
    expect({ status, draft }).toMatchObject({ status: 201, draft: { status: 'draft', isApproved: false, images: [] } });
    expect((await create()).body.id).toBe(id);
    expect((await mine()).filter((product) => product.id === id)).toMatchObject([{ status: 'draft' }]);
    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
    expect(await get(`/my-products/${id}`, 'Someone')).toMatchObject({ status: 404 });
    expect(await decide(id, 'approve')).toMatchObject({ status: 409, body: { code: 'PRODUCT_IS_DRAFT' } });
    expect(await move(id, 'submit')).toMatchObject({ status: 409, body: { code: 'IMAGE_NOT_CHECKED' } });

    const image = await call<{ uploadUrl: string }>(`${platform.product}/products/${id}/images`, {
      body: { fileName: 'a.png', fileType: 'image/png' },
      token: (await account('Seller')).idToken,
    });
    await put(image.body.uploadUrl, picture);
    await eventually('the picture of the draft', async () =>
      (await mine()).find((product) => product.id === id && product.imageUrl !== undefined),
    );

    expect(await move(id, 'submit')).toMatchObject({ status: 200, body: { status: 'pending' } });
    expect(await decide(id, 'approve')).toMatchObject({ status: 200 });
    expect(await publicPlaces(id, category)).toEqual([true, true, true, true]);
  });
});

describe('an archived product', () => {
  test('is nowhere and cannot be ordered until it is restored, and then is where it was', async () => {
    const category = unique('archived');
    const id = await approvedProduct({ category });
    const { idToken } = await account('Archive shopper');
    const { slug } = (await get(`/products/${id}`)).body as unknown as { slug: string };
    expect(await add('Archive shopper', id, 1)).toMatchObject({ status: 200 });

    expect(await move(id, 'archive', 'Someone')).toMatchObject({ status: 404 });
    expect(await move(id, 'archive')).toMatchObject({ status: 200, body: { status: 'archived', quantity: 40 } });

    expect(await publicPlaces(id, category)).toEqual([false, false, false, false]);
    const archived = async (token: string) =>
      call<{ products: Listed[] }>(`${platform.product}/admin/products?status=archived&limit=100`, { token });
    expect(await archived(idToken)).toMatchObject({ status: 403 });
    expect((await archived((await admin()).idToken)).body.products.filter((one) => one.id === id)).toMatchObject([
      { status: 'archived' },
    ]);
    expect(await get(`/products/by-slug/${slug}`)).toMatchObject({ status: 404 });
    const order = { body: { id, quantity: 1 }, token: idToken };
    expect(await call(`${platform.order}/create-order`, order)).toMatchObject({ status: 404 });
    expect((await cart('Archive shopper')).body).toMatchObject({
      items: [{ product: { id, price: null, available: 0 } }],
    });

    expect(await move(id, 'restore')).toMatchObject({ status: 200, body: { status: 'approved', slug } });
    expect(await publicPlaces(id, category)).toEqual([true, true, true, true]);
    expect(await call(`${platform.order}/create-order`, order)).toMatchObject({ status: 201 });
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
