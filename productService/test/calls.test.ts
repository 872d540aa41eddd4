import '../../shared/test/tokens.ts';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import {
  BatchGetCommand,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { CATEGORY_CHANGED } from '../../shared/asyncapi/examples.ts';
import { accountDeletedEvent } from '../../shared/test/accountEvents.ts';
import { documentedCalls } from '../../shared/test/documentedCalls.ts';
import { request } from '../../shared/test/httpEvent.ts';
import { calls, cloud, png, resetCloud, s3Event, uploaded } from '../../shared/test/imageCloud.ts';
import { batchOf, mailMessage, timeLeft } from '../../shared/test/mailMessages.ts';
import { awsError, refusal, transactionRefusal } from '../../shared/test/sdkCalls.ts';
import { authorization } from '../../shared/test/tokens.ts';
import { reviewIdOf, unwrittenReview } from '../src/customerReview/customerReview.ts';
import type { Product } from '../src/product/product.ts';
import { documentOf } from '../src/searchEngine/searchDocument.ts';
import { emptySegment } from '../src/searchEngine/searchIndex.ts';
import { encodeSegment } from '../src/searchEngine/segmentFile.ts';
import { cancelled, lines as items, orderId, otherOrderId, reservation, unmet } from './reservation/stockSamples.ts';
import { found, offer, product, waitingProduct } from './samples.ts';

const EMPTY_INDEX = encodeSegment(emptySegment());
const { handler: createUploadUrl } = await import('../src/handlers/createUploadUrl.ts');
const { handler: createDraft } = await import('../src/handlers/createDraft.ts');
const { handler: listProductsByStatus } = await import('../src/handlers/listProductsByStatus.ts');
const { handler: submitProduct } = await import('../src/handlers/submitProduct.ts');
const { handler: archiveProduct } = await import('../src/handlers/archiveProduct.ts');
const { handler: restoreProduct } = await import('../src/handlers/restoreProduct.ts');
const { handler: listApprovedProducts } = await import('../src/handlers/listApprovedProducts.ts');
const { handler: listProducts } = await import('../src/handlers/listProducts.ts');
const { handler: getProduct } = await import('../src/handlers/getProduct.ts');
const { handler: getProductBySlug } = await import('../src/handlers/getProductBySlug.ts');
const { handler: listCategoryProducts } = await import('../src/handlers/listCategoryProducts.ts');
const { handler: listMyProducts } = await import('../src/handlers/listMyProducts.ts');
const { handler: listPendingProducts } = await import('../src/handlers/listPendingProducts.ts');
const { handler: eraseSeller } = await import('../src/handlers/eraseSeller.ts');
const { handler: exportPersonalData } = await import('../src/handlers/exportPersonalData.ts');
const { handler: changeProduct } = await import('../src/handlers/changeProduct.ts');
const { handler: getMyProduct } = await import('../src/handlers/getMyProduct.ts');
const { handler: addVariant } = await import('../src/handlers/addVariant.ts');
const { handler: changeVariant } = await import('../src/handlers/changeVariant.ts');
const { handler: deleteVariant } = await import('../src/handlers/deleteVariant.ts');
const { handler: addImage } = await import('../src/handlers/addImage.ts');
const { handler: changeImage } = await import('../src/handlers/changeImage.ts');
const { handler: deleteImage } = await import('../src/handlers/deleteImage.ts');
const { handler: deleteProduct } = await import('../src/handlers/deleteProduct.ts');
const { handler: applyScheduledPrices } = await import('../src/handlers/applyScheduledPrices.ts');
const { handler: indexProduct } = await import('../src/handlers/indexProduct.ts');
const { handler: reindexProducts } = await import('../src/handlers/reindexProducts.ts');
const { handler: approveProduct } = await import('../src/handlers/approveProduct.ts');
const { handler: approveProducts } = await import('../src/handlers/approveProducts.ts');
const { handler: sendMail } = await import('../src/handlers/sendMail.ts');
const { handler: rejectProduct } = await import('../src/handlers/rejectProduct.ts');
const { handler: publishProductImage } = await import('../src/handlers/publishProductImage.ts');
const { handler: cleanUpProducts } = await import('../src/handlers/cleanUpProducts.ts');
const { handler: writeReview } = await import('../src/handlers/writeReview.ts');
const { handler: listReviews } = await import('../src/handlers/listReviews.ts');
const { handler: listMyReviews } = await import('../src/handlers/listMyReviews.ts');
const { handler: deleteReview } = await import('../src/handlers/deleteReview.ts');
const { handler: listPendingReviews } = await import('../src/handlers/listPendingReviews.ts');
const { handler: approveReview } = await import('../src/handlers/approveReview.ts');
const { handler: rejectReview } = await import('../src/handlers/rejectReview.ts');
const { handler: getWishList } = await import('../src/handlers/getWishList.ts');
const { handler: addWish } = await import('../src/handlers/addWish.ts');
const { handler: removeWish } = await import('../src/handlers/removeWish.ts');
const { handler: listStockAlerts } = await import('../src/handlers/listStockAlerts.ts');
const { handler: askForAlert } = await import('../src/handlers/askForAlert.ts');
const { handler: withdrawAlert } = await import('../src/handlers/withdrawAlert.ts');
const { handler: announceProduct } = await import('../src/handlers/announceProduct.ts');
const { handler: announceStock } = await import('../src/handlers/announceStock.ts');
const { handler: recheckStockAlerts } = await import('../src/handlers/recheckStockAlerts.ts');
const { handler: recordCategory } = await import('../src/handlers/recordCategory.ts');
const { handler: recordPurchase } = await import('../src/handlers/recordPurchase.ts');
const { handler: readProducts } = await import('../src/handlers/readProducts.ts');
const { handler: adjustStock } = await import('../src/handlers/adjustStock.ts');
const { handler: listStockMovements } = await import('../src/handlers/listStockMovements.ts');
const { handler: listDeadLetters } = await import('../src/handlers/listDeadLetters.ts');
const { handler: createImport } = await import('../src/handlers/createImport.ts');
const { handler: getImport } = await import('../src/handlers/getImport.ts');
const { handler: exportProducts } = await import('../src/handlers/exportProducts.ts');
const { handler: startImport } = await import('../src/handlers/startImport.ts');
const { handler: processProductFile } = await import('../src/handlers/processProductFile.ts');
const { handler: reserveStock } = await import('../src/handlers/reserveStock.ts');
const { handler: restock } = await import('../src/handlers/restock.ts');
const { handler: releaseStock } = await import('../src/handlers/releaseStock.ts');

const context = {} as Context;
const correlationId = 'c';
const headers = { authorization: await authorization('ann', { groups: ['admin'] }) };
const accessToken = { authorization: await authorization('ann', { use: 'access' }) };
const path = { id: product().id };
const waiting = waitingProduct();
const event = s3Event(`uploads/${waiting.id}/shoes.png`);

const offerAgain = async () => {
  const again = { body: offer, headers: { ...headers, 'idempotency-key': 'k' } };
  await request(createUploadUrl, again);
  const written = cloud.dynamodb.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems?.[0]?.Put
    ?.Item as Product;
  resetCloud();
  cloud.dynamodb.on(TransactWriteCommand).rejects(transactionRefusal(written));
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: written });
  await request(createUploadUrl, again);
};

const severalVariants = product({
  variants: [
    { id: product().id, options: { Size: 'S' }, unitPrice: 4999 },
    { id: 'm', options: { Size: 'M' }, unitPrice: 4999 },
  ],
  variantsVersion: 1,
});
const severalImages = product({
  images: ['a', 'b'].map((id) => ({ id, fileName: `${id}.png`, fileType: 'image/png', alt: '', url: id })),
});
const small = (more: Partial<Product> = {}) => product({ productName: 'Shoe', description: 'A', ...more });
const indexed = (before: Product, after: Product | undefined) => {
  const images = { OldImage: marshall(before), ...(after ? { NewImage: marshall(after) } : {}) };
  return indexProduct({ Records: [{ dynamodb: { SequenceNumber: '1', ...images } }] } as never, context);
};

const bought = unwrittenReview(path.id, 'ann', '2026-01-01T00:00:00.000Z');
const review = { ...bought, status: 'pending' as const, content: { stars: 5 } };
const reviewPath = { id: reviewIdOf(path.id, 'ann') };
const categoryMoved = {
  Records: [{ Sns: { Message: JSON.stringify(CATEGORY_CHANGED), MessageAttributes: {} } }],
} as never;
const shipped = {
  Records: [
    {
      Sns: {
        Message: JSON.stringify({
          type: 'ORDER_FULFILLED',
          occurredAt: '2026-01-01T00:00:00.000Z',
          data: { customerId: 'ann', fulfilledItems: [{ productId: path.id }] },
        }),
        MessageAttributes: {},
      },
    },
  ],
} as never;

const askedAt = '2026-01-01T00:00:00.000Z';
const alert = {
  ...{ customerId: 'ann', variantId: path.id, productId: path.id, askedAt, email: 'a@b.c', status: 'waiting' as const },
};
const place = { entry: `${askedAt}#ann`, customerId: 'ann', productId: path.id, askedAt };
const announced = {
  ...{ entry: '#', announced: 1, sequence: '1', unsent: [{ customerId: 'ann', askedAt }], version: 1 },
};
const sellable = { Responses: { Stock: [{ variantId: path.id, available: 1, sellable: true }] } };
const stockChanged = (before: number, after: number) => {
  const image = (available: number) => marshall({ variantId: path.id, available, sellable: true });
  const dynamodb = { SequenceNumber: '1', OldImage: image(before), NewImage: image(after) };
  return announceStock({ Records: [{ dynamodb }] } as never, context);
};

const csvFile = { fileName: 'products.csv', fileType: 'text/csv' };
const fileMessage = (message: object) =>
  processProductFile(
    { Records: [{ messageId: 'm', body: JSON.stringify(message), messageAttributes: {} }] } as never,
    context,
  );
const byStatus = (status: string) => ({ ExpressionAttributeValues: { ':value': status } });

const accountDeleted = accountDeletedEvent('seller');

const situations: Record<string, () => Promise<unknown>> = {
  '`POST /get-upload-url`': () => request(createUploadUrl, { body: offer, headers }),
  '`POST /get-upload-url` repeated under its key': offerAgain,
  '`POST /get-upload-url` with an access token': () => {
    cloud.cognito.on(GetUserCommand).resolves({
      Username: 'ann',
      UserAttributes: [
        { Name: 'email', Value: 'a@b.c' },
        { Name: 'email_verified', Value: 'true' },
      ],
    });
    return request(createUploadUrl, { body: offer, headers: accessToken });
  },
  '`POST /products`': () => {
    const { fileName: _name, fileType: _type, ...body } = offer;
    return request(createDraft, { body, headers });
  },
  '`POST /products/{id}/submit`': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([product({ status: 'draft' })]));
    return request(submitProduct, { path, headers });
  },
  '`POST /products/{id}/archive`': () => request(archiveProduct, { path, headers }),
  '`POST /products/{id}/restore`': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([product({ status: 'archived', restoresTo: 'approved' })]));
    return request(restoreProduct, { path, headers });
  },
  '`GET /approve-products`': () => request(listApprovedProducts),
  '`GET /products`': () => request(listProducts),
  '`GET /products?category=`, in a new container': () => request(listProducts, { query: { category: 'shoes' } }),
  '`GET /products?ids=`': () => request(listProducts, { query: { ids: 'p,q' } }),
  '`GET /products?q=`, or by price, in a new container': () => {
    const states = gzipSync(JSON.stringify([{ id: path.id, document: documentOf(product()) }]));
    const segmentFile = { key: 'search/0', version: 0, documents: 0 };
    cloud.dynamodb.on(GetCommand).resolves({ Item: { version: 1, pending: 1, segmentFile } });
    cloud.s3.on(GetObjectCommand).resolves({
      Body: Readable.from([EMPTY_INDEX]) as never,
      ContentLength: EMPTY_INDEX.length,
    });
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [{ position: '000000000001', states }] });
    return request(listProducts, { query: { q: 'r', sort: 'price-asc' } });
  },
  '`PATCH /products/{id}`': () => request(changeProduct, { path, headers, body: { productPrice: 1 } }),
  '`PATCH /products/{id}` of the stock, or of a text of what is on sale': () =>
    request(changeProduct, { path, headers, body: { quantityChange: 1, productName: 'x' } }),
  '`PATCH /products/{id}` repeated under its key': async () => {
    const again = { path, body: { quantityChange: 1 }, headers: { ...headers, 'idempotency-key': 'k' } };
    await request(changeProduct, again);
    const writes = cloud.dynamodb.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems ?? [];
    const appliedPatches = writes.at(-1)?.Update?.ExpressionAttributeValues?.[':applied'];
    resetCloud();
    cloud.dynamodb.on(BatchGetCommand).resolves(found([product({ appliedPatches })]));
    await request(changeProduct, again);
  },
  '`GET /my-products/{id}`': () => request(getMyProduct, { path, headers }),
  '`GET /products/{id}` with several variants': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([severalVariants]));
    return request(getProduct, { path });
  },
  '`POST /products/{id}/variants`': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([severalVariants]));
    return request(addVariant, { path, headers, body: { options: { Size: 'L' }, price: 1 } });
  },
  '`PATCH /products/{id}/variants/{variantId}`, with an SKU': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    return request(changeVariant, { path: { ...path, variantId: path.id }, headers, body: { sku: 'x' } });
  },
  '`DELETE /products/{id}/variants/{variantId}`': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([severalVariants]));
    return request(deleteVariant, { path: { ...path, variantId: 'm' }, headers });
  },
  '`POST /stock-adjustments`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { variantId: path.id, available: 40 } });
    return request(adjustStock, { headers, body: { variantId: path.id, setTo: 3, reason: 'counted' } });
  },
  '`GET /products/{id}/stock-movements`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: product() });
    return request(listStockMovements, { path, headers });
  },
  '`POST /imports`': () => request(createImport, { body: csvFile, headers }),
  '`GET /imports/{id}`': () => request(getImport, { path, headers }),
  '`GET /exports/products.csv`, a file that is there': () => {
    const completedAt = new Date().toISOString();
    cloud.dynamodb.on(GetCommand).resolves({ Item: { exportId: 'e', requestedAt: completedAt, completedAt } });
    return request(exportProducts, { headers });
  },
  '`GET /exports/products.csv`, one that has to be written': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    return request(exportProducts, { headers });
  },
  '`startImport`': () => startImport(s3Event('imports/i'), context),
  '`processProductFile`, an import of a new product': () => {
    const row = { id: 'i', status: 'waiting', done: 0, position: 0, refused: [], refusedRows: 0, starts: 0, by: 'sue' };
    cloud.dynamodb.on(GetCommand).resolves({});
    cloud.dynamodb.on(GetCommand, { Key: { id: 'i' } }).resolves({ Item: row });
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...row, status: 'running' } });
    cloud.dynamodb.on(BatchGetCommand).resolves({});
    uploaded('Handle,Title,Body (HTML),Type,Variant Price\nmug,Mug,Hot,Cups,5\n');
    return fileMessage({ importId: 'i' });
  },
  '`processProductFile`, an export of a product': () => {
    cloud.dynamodb
      .on(QueryCommand)
      .resolves({})
      .on(QueryCommand, byStatus('approved'))
      .resolves({ Items: [product()] });
    return fileMessage({ exportId: 'e' });
  },
  '`POST /products/{id}/images`': () =>
    request(addImage, { path, headers, body: { fileName: 'b.png', fileType: 'image/png' } }),
  '`PATCH /products/{id}/images/{imageId}`, its place': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([severalImages]));
    return request(changeImage, { path: { ...path, imageId: 'b' }, headers, body: { position: 1 } });
  },
  '`DELETE /products/{id}/images/{imageId}`': () => {
    cloud.dynamodb.on(BatchGetCommand).resolves(found([severalImages]));
    return request(deleteImage, { path: { ...path, imageId: 'b' }, headers });
  },
  '`DELETE /products/{id}`': () => request(deleteProduct, { path, headers }),
  '`GET /products/{id}`': () => request(getProduct, { path }),
  '`GET /products/by-slug/{slug}`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { id: 'slug#shoes', productId: path.id } });
    return request(getProductBySlug, { path: { slug: 'shoes' } });
  },
  '`GET /categories/{name}`': () => request(listCategoryProducts, { path: { name: 'shoes' } }),
  '`GET /my-products`': () => request(listMyProducts, { headers }),
  '`GET /products/pending`': () => request(listPendingProducts, { headers }),
  '`GET /admin/products?status=`': () => request(listProductsByStatus, { query: { status: 'draft' }, headers }),
  '`POST /products/{id}/approve`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: product({ status: 'pending' }) });
    return request(approveProduct, { path, headers });
  },
  '`POST /products/approve`, one product': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: product({ status: 'pending' }) });
    return request(approveProducts, { headers, body: { products: [{ id: path.id }] } });
  },
  '`POST /products/{id}/reject`': () => request(rejectProduct, { path, headers, body: { reason: 'x' } }),
  '`POST /products/{id}/reviews`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: bought });
    return request(writeReview, { path, headers, body: { stars: 5 } });
  },
  '`GET /products/{id}/reviews`': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [review] });
    return request(listReviews, { path });
  },
  '`GET /my-reviews`': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [review] });
    return request(listMyReviews, { headers });
  },
  '`DELETE /reviews/{id}`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: review });
    return request(deleteReview, { path: reviewPath, headers });
  },
  '`GET /reviews/pending`': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [review] });
    return request(listPendingReviews, { headers });
  },
  '`POST /reviews/{id}/approve`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: review });
    return request(approveReview, { path: reviewPath, headers });
  },
  '`POST /reviews/{id}/reject`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: review });
    return request(rejectReview, { path: reviewPath, headers });
  },
  '`GET /wish-list`': () => {
    const wishes = { [path.id]: { productId: path.id, name: 'Shoes', addedAt: '2026-01-01T00:00:00.000Z' } };
    cloud.dynamodb.on(GetCommand).resolves({ Item: { customerId: 'ann', wishes } });
    return request(getWishList, { headers });
  },
  '`PUT /wish-list/{variantId}`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { variantId: path.id, available: 1 } });
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { wishes: {} } });
    return request(addWish, { path: { variantId: path.id }, headers });
  },
  '`DELETE /wish-list/{variantId}`': () => request(removeWish, { path: { variantId: path.id }, headers }),
  '`GET /stock-alerts`': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [alert] });
    return request(listStockAlerts, { headers });
  },
  '`PUT /stock-alerts/{variantId}`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: { variantId: path.id, available: 0 } });
    cloud.dynamodb.on(QueryCommand).resolves({});
    cloud.dynamodb.on(BatchGetCommand).resolves(found([product()], 0));
    return request(askForAlert, { path: { variantId: path.id }, headers });
  },
  '`DELETE /stock-alerts/{variantId}`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: alert });
    return request(withdrawAlert, { path: { variantId: path.id }, headers });
  },
  '`announceProduct`, a change': () => {
    const images = { OldImage: marshall(small()), NewImage: marshall(small({ unitPrice: 1 })) };
    return announceProduct({ Records: [{ dynamodb: { SequenceNumber: '1', ...images } }] } as never, context);
  },
  '`announceStock`, a sale': () => stockChanged(1, 0),
  '`announceStock`, a stock that becomes low': () => {
    const image = (available: string) => ({
      ...{ variantId: { S: 'v' }, available: { N: available }, lowStockAt: { N: '2' } },
    });
    cloud.dynamodb.on(GetCommand).resolves({});
    const dynamodb = { SequenceNumber: '1', OldImage: image('3'), NewImage: image('2') };
    return announceStock({ Records: [{ dynamodb }] } as never, context);
  },
  '`announceStock`, units that nobody waits for': () => {
    cloud.dynamodb.on(QueryCommand).resolves({});
    return stockChanged(0, 1);
  },
  '`announceStock`, units that one customer waits for': () => {
    cloud.dynamodb
      .on(QueryCommand)
      .resolvesOnce({ Items: [place] })
      .resolvesOnce({ Items: [announced] })
      .resolves({ Items: [{ ...announced, unsent: [] }] });
    cloud.dynamodb.on(BatchGetCommand).resolves(sellable);
    return stockChanged(0, 1);
  },
  '`recheckStockAlerts`, one variant that is in stock': () => {
    cloud.dynamodb.on(ScanCommand).resolves({ Items: [{ list: `variant#${path.id}` }] });
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [place] });
    cloud.dynamodb.on(GetCommand).resolves({ Item: { variantId: path.id, available: 1 } });
    return recheckStockAlerts({}, timeLeft());
  },
  '`sendMail`, about low stock': async () => {
    const message = { mail: 'lowStock', productId: path.id, variantId: path.id, lowStockAt: 1000 };
    await sendMail(batchOf(mailMessage(message)), timeLeft());
  },
  '`sendMail`, per customer who is told': async () => {
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: { ...alert, status: 'announced' } });
    const message = { mail: 'backInStock', variantId: path.id, customerId: 'ann', askedAt };
    await sendMail(batchOf(mailMessage(message)), timeLeft());
  },
  '`recordPurchase`, one product': () => recordPurchase(shipped, context),
  '`recordCategory`': () => recordCategory(categoryMoved, context),
  '`sendMail`, per rejection': async () => {
    const rejectedAt = '2026-01-01T00:00:00.000Z';
    cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: product({ status: 'rejected', rejectedAt }) });
    await sendMail(batchOf(mailMessage({ mail: 'rejected', id: path.id, rejectedAt })), timeLeft());
  },
  '`publishProductImage`, an image': async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: waiting });
    uploaded(png);
    await publishProductImage(event, context);
  },
  '`publishProductImage`, another image': async () => {
    const replacement = { fileName: 'b.png', fileType: 'image/png', version: product().id };
    cloud.dynamodb.on(GetCommand).resolves({ Item: product({ id: waiting.id, replacement }) });
    uploaded(png);
    await publishProductImage(s3Event(`uploads/${waiting.id}/${replacement.version}/b.png`), context);
  },
  '`publishProductImage`, a refused file': async () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: waiting });
    uploaded('<svg/>');
    await publishProductImage(event, context);
  },
  '`publishProductImage`, the event again': async () => {
    await publishProductImage(event, context);
  },
  '`indexProduct`, an approval': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    return indexed(small({ status: 'pending' }), small());
  },
  '`indexProduct`, a deletion': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    return indexed(small(), undefined);
  },
  '`reindexProducts`, one product': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    cloud.dynamodb.on(QueryCommand).resolves({});
    cloud.dynamodb.on(QueryCommand, { IndexName: 'byStatus' }).resolves({ Items: [product()] });
    return reindexProducts(undefined, timeLeft(900_000));
  },
  '`reindexProducts`, one product, when its time is used up': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    const LastEvaluatedKey = { status: 'approved', createdAt: 't', id: 'p' };
    cloud.dynamodb.on(QueryCommand, { IndexName: 'byStatus' }).resolves({ Items: [product()], LastEvaluatedKey });
    return reindexProducts({}, timeLeft(20_000));
  },
  '`applyScheduledPrices`, nothing due': () => {
    cloud.dynamodb.on(QueryCommand).resolves({});
    return applyScheduledPrices({}, timeLeft());
  },
  '`applyScheduledPrices`, one product': () => {
    const [from, to] = ['2020-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z'];
    const variants = [{ id: path.id, options: {}, unitPrice: 4999, scheduledPrice: { unitPrice: 3000, from, to } }];
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [{ id: path.id }] });
    cloud.dynamodb
      .on(GetCommand)
      .resolves({ Item: product({ variants, variantsVersion: 1, nextPriceChangeAt: from }) });
    return applyScheduledPrices({}, timeLeft());
  },
  '`cleanUpProducts`, nothing overdue': () => {
    cloud.dynamodb.on(QueryCommand).resolves({});
    return cleanUpProducts(undefined, context);
  },
  '`cleanUpProducts`, one product whose upload has arrived': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [waiting] });
    cloud.s3.on(HeadObjectCommand).resolves({});
    return cleanUpProducts(undefined, context);
  },
  '`cleanUpProducts`, one product': () => {
    cloud.dynamodb.on(QueryCommand).resolves({ Items: [waiting] });
    cloud.dynamodb.on(GetCommand).resolves({ Item: { variantId: waiting.id, available: 40 } });
    cloud.s3.on(HeadObjectCommand).rejects(awsError('NotFound'));
    return cleanUpProducts(undefined, context);
  },
  '`indexProduct`, the deletion of a product with another variant': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    return indexed({ ...severalVariants, productName: 'Shoe', description: 'A' }, undefined);
  },
  '`readProducts`': () => readProducts({ items: [{ productId: 'p' }], correlationId }, context),
  '`reserveStock`, a batch': () => reserveStock({ orders: [{ orderId, items, correlationId }] }, context),
  '`reserveStock`, where the stock suffices for some of a batch': () => {
    const shortOf = (available: number) => unmet({ variantId: 'shoes', available, sellable: true });
    cloud.dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', 'None', shortOf(2)))
      .resolvesOnce({})
      .rejects(cancelled('None', shortOf(0)));
    const orders = [orderId, otherOrderId].map((id) => ({
      orderId: id,
      items: [{ productId: 'shoes', quantity: 2 }],
      correlationId,
    }));
    return reserveStock({ orders }, context);
  },
  '`releaseStock`': () => {
    cloud.dynamodb.on(GetCommand).resolves({ Item: reservation('reserved') });
    return releaseStock({ orderId, correlationId }, context);
  },
  '`restock`': () => restock({ returnId: otherOrderId, orderId, items, correlationId }, context),
  '`releaseStock`, never reserved': () => {
    cloud.dynamodb.on(GetCommand).resolves({});
    return releaseStock({ orderId, correlationId }, context);
  },
  '`eraseSeller`, one product on sale': () => {
    cloud.dynamodb.on(QueryCommand, { IndexName: 'byAuthor' }).resolves({});
    cloud.dynamodb.on(QueryCommand, { TableName: 'StockAlerts' }).resolves({});
    return eraseSeller(accountDeleted, context);
  },
  '`eraseSeller`, one review': () => {
    cloud.dynamodb.on(QueryCommand, { IndexName: 'bySeller' }).resolves({});
    cloud.dynamodb.on(QueryCommand, { IndexName: 'byAuthor' }).resolves({ Items: [review] });
    cloud.dynamodb.on(QueryCommand, { TableName: 'StockAlerts' }).resolves({});
    cloud.dynamodb.on(GetCommand).resolves({ Item: review });
    return eraseSeller(accountDeleted, context);
  },
  '`eraseSeller`, one product that is not': () => {
    cloud.dynamodb.on(QueryCommand, { IndexName: 'byAuthor' }).resolves({});
    cloud.dynamodb.on(QueryCommand, { TableName: 'StockAlerts' }).resolves({});
    cloud.dynamodb.on(UpdateCommand).rejects(refusal(product({ status: 'pending' })));
    return eraseSeller(accountDeleted, context);
  },
  '`exportPersonalData`, a page of products': () => exportPersonalData({ userId: 'sam', correlationId }, context),
  '`GET /admin/dead-letters`, of each queue': () => request(listDeadLetters, { headers }),
};

const documented = documentedCalls(new URL('../README.md', import.meta.url));

beforeEach(() => {
  resetCloud();
  cloud.dynamodb.on(GetCommand).resolves({ Item: product() });
  cloud.dynamodb.on(UpdateCommand).resolves({ Attributes: product() });
  cloud.dynamodb.on(QueryCommand).resolves({ Items: [product()] });
  cloud.dynamodb.on(BatchGetCommand).resolves(found([product()]));
});

test('the README lists every situation', () => {
  expect([...documented.keys()]).toEqual(Object.keys(situations));
});

test.each(Object.entries(situations))('%s makes the AWS calls that the README says', async (situation, happen) => {
  await happen();

  expect(calls()).toEqual(documented.get(situation));
});
