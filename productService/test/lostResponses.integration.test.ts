import '../../shared/test/imageEnvironment.ts';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { startTables, testLostResponses, writeCase } from '../../shared/test/lostResponses.ts';
import type { ImportWrite } from '../src/import/planImport.ts';
import type { ProductImport } from '../src/import/productImport.ts';
import type { Product } from '../src/product/product.ts';
import { product, waitingProduct } from './samples.ts';

const tables = {
  CategoryTree: 'tree+categoryId',
  ProductFiles: 'id',
  Products: 'id',
  Reviews: 'id',
  SearchIndex: 'part+position',
  Stock: 'variantId',
  StockAlerts: 'list+entry',
  StockMovements: 'productId+movementId',
  StockReservations: 'orderId',
  WishLists: 'customerId',
};
await startTables(tables);
const { dynamodb } = await import('@ecommerce/shared/dynamodb.ts');
const store = await import('../src/product/productStore.ts');
const { eraseSellerOf, writeChange } = await import('../src/product/productUpdateStore.ts');
const { deleteVariantsOf } = await import('../src/product/deletedVariants.ts');
const { freeSlugs } = await import('../src/slug/slugStore.ts');
const searchIndex = await import('../src/search/searchIndexStore.ts');
const { addReturnedStock, returnStock, putReleasedReservation, takeStock } = await import(
  '../src/reservation/stockReservationStore.ts'
);
const reviews = await import('../src/customerReview/customerReviewStore.ts');
const { unwrittenReview } = await import('../src/customerReview/customerReview.ts');
const wishes = await import('../src/wishList/wishListStore.ts');
const alerts = await import('../src/stockAlert/stockAlertStore.ts');
const stockLine = await import('../src/stockAlert/stockLineStore.ts');
const { touchStock } = await import('../src/product/stockStore.ts');
const lowStock = await import('../src/lowStock/lowStockStore.ts');
const imports = await import('../src/import/importStore.ts');
const importWrites = await import('../src/import/importWriteStore.ts');
const exports = await import('../src/export/exportStore.ts');
const { writeMovements } = await import('../src/movement/stockMovementStore.ts');
const { recordCategory } = await import('../src/category/categoryTreeStore.ts');
const { storeProduct } = await import('./storedProducts.ts');

const now = new Date('2026-02-01T00:00:00.000Z');
const shoes = product();
const inTable = (changes: Partial<Product> = {}) => storeProduct(product(changes));
const slug = { slug: 'shoes', base: 'shoes', at: now.toISOString() };
const rejection = { id: shoes.id, rejectedAt: now.toISOString() };
const rejected = () => inTable({ status: 'rejected', rejectionReason: 'no shoes', rejectedAt: rejection.rejectedAt });
const lines = [{ productId: shoes.id, quantity: 3 }];
const orders = [
  { orderId: 'o1', items: lines },
  { orderId: 'o2', items: lines },
];
const noChange = {
  set: {},
  remove: [],
  expected: {},
  stock: { variantId: shoes.id, quantityChange: 0, offSale: false },
  applied: undefined,
};
const segment = { key: 'search/1', version: 1, documents: 1 };

const bought = unwrittenReview(shoes.id, 'ann', now.toISOString());
const approve = () => reviews.changeReview(bought.id, (row) => ({ ...row, status: 'approved', content: { stars: 5 } }));

const movement = {
  ...{ productId: shoes.id, variantId: shoes.id, movementId: `${now.toISOString()}#1`, delta: 3 },
  ...{ kind: 'return' as const, orderId: 'o1', at: now.toISOString() },
};

const wish = { productId: shoes.id, name: 'Shoes', addedAt: now.toISOString() };

const alert = {
  ...{ customerId: 'ann', variantId: shoes.id, productId: shoes.id, askedAt: now.toISOString(), email: 'a@b.c' },
  status: 'waiting' as const,
};
const announce = () =>
  stockLine.writeAnnouncements(shoes.id, undefined, { announced: 1, sequence: '1', told: [alert] });
const announced = async () => {
  await alerts.putAlert(alert);
  await announce();
};

const importing: ProductImport = {
  ...{ id: 'import', status: 'running', fileName: 'a.csv', dryRun: false, by: 'sue', email: 'a@b.c' },
  ...{ createdAt: now.toISOString(), updatedAt: now.toISOString(), expiresAt: 2e9 },
  ...{ done: 0, position: 0, refused: [], refusedRows: 0, starts: 0 },
};
const detailed = { ...shoes, quantity: 40, available: new Map([[shoes.id, 40]]) };
const importWrite: ImportWrite = {
  ...{ set: { unitPrice: 5, updatedAt: now.toISOString() }, remove: [], offSale: true, isLast: true },
  stock: [{ variantId: shoes.id, delta: 2, seen: 40 }],
  skus: [{ variantId: shoes.id, claimed: 'sku' }],
};

testLostResponses('productService/src', dynamodb, tables, [
  writeCase('categoryTreeStore.recordCategory', {
    act: () => recordCategory({ categoryId: 'c', treeVersion: 2, category: { categoryName: 'Shoes' } }),
  }),
  writeCase('productStore.putProductOnce', { act: () => store.putProductOnce(shoes, 40) }),
  writeCase('productStore.renewUpload', {
    prepare: () => dynamodb.send(new PutCommand({ TableName: 'Products', Item: waitingProduct() })),
    act: () => store.renewUpload(shoes.id, now),
  }),
  writeCase('productStore.markApproved', {
    prepare: () => inTable({ status: 'pending' }),
    act: () => store.markApproved(shoes, slug, now),
  }),
  writeCase('productStore.markRejected', {
    prepare: () => inTable({ status: 'pending' }),
    act: () => store.markRejected(shoes.id, 'no shoes', now),
  }),
  writeCase('productStore.claimRejectionMail', {
    prepare: rejected,
    act: () => store.claimRejectionMail(rejection, now),
  }),
  writeCase('productStore.releaseRejectionMail', {
    prepare: async () => {
      await rejected();
      await store.claimRejectionMail(rejection, now);
    },
    act: () => store.releaseRejectionMail(rejection, now),
  }),
  writeCase('productStore.markRejectionMailed', {
    prepare: rejected,
    act: () => store.markRejectionMailed(rejection, now),
  }),
  writeCase('productStore.deleteProduct', { prepare: inTable, act: () => store.deleteProduct(shoes.id, undefined) }),
  writeCase('productStore.deleteProduct', {
    when: 'by its seller',
    prepare: inTable,
    act: () => store.deleteProduct(shoes.id, shoes.sellerId),
  }),
  writeCase('productUpdateStore.eraseSellerOf', { prepare: inTable, act: () => eraseSellerOf(shoes.id) }),
  writeCase('productUpdateStore.writeChange', {
    when: 'of the stock',
    prepare: inTable,
    act: () =>
      writeChange(shoes, {
        ...noChange,
        expected: { status: 'approved' },
        stock: { ...noChange.stock, quantityChange: 5 },
      }),
  }),
  writeCase('productUpdateStore.writeChange', {
    when: 'of a text that takes it off sale',
    prepare: inTable,
    act: () =>
      writeChange(shoes, { ...noChange, set: { status: 'pending' }, stock: { ...noChange.stock, offSale: true } }),
  }),
  writeCase('productUpdateStore.writeChange', {
    when: 'that restores it',
    prepare: () => inTable({ status: 'archived', restoresTo: 'approved' }),
    act: () =>
      writeChange(shoes, {
        ...noChange,
        set: { status: 'approved' },
        remove: ['restoresTo'],
        expected: { status: 'archived' },
        stock: { ...noChange.stock, onSale: true },
      }),
  }),
  writeCase('productUpdateStore.writeChange', {
    when: 'that ends a scheduled price',
    prepare: () => inTable({ variantsVersion: 1, nextPriceChangeAt: now.toISOString(), priceChanges: 'scheduled' }),
    act: () =>
      writeChange(shoes, {
        ...noChange,
        set: { variantsVersion: 2, nextPriceChangeAt: undefined, priceChanges: undefined },
        expected: { variantsVersion: 1 },
      }),
  }),
  writeCase('productUpdateStore.writeChange', {
    when: 'of a price that is expected, under a key',
    prepare: inTable,
    act: () =>
      writeChange(shoes, {
        ...noChange,
        set: { unitPrice: 100 },
        expected: { unitPrice: shoes.unitPrice },
        applied: { key: 'k', entry: { hash: 'h', at: now.toISOString() } as never, forget: [], first: true },
      }),
  }),
  writeCase('productUpdateStore.writeChange', {
    when: 'of a variant that is added with an SKU',
    prepare: inTable,
    act: () =>
      writeChange(shoes, {
        ...noChange,
        set: { variantsVersion: 1 },
        expected: { variantsVersion: undefined },
        stock: { variantId: 'v2', quantityChange: 3, offSale: true, variant: 'added' },
        skus: { variantId: 'v2', claimed: 'sku' },
      }),
  }),
  writeCase('importStore.putImportOnce', { act: () => imports.putImportOnce(importing) }),
  writeCase('importStore.updateImport', {
    prepare: () => imports.putImportOnce(importing),
    act: async () => (await imports.updateImport({ seen: importing, set: { status: 'completed' } }))?.status,
  }),
  writeCase('importStore.recordPart', {
    prepare: () => imports.putImportOnce(importing),
    act: async () => (await imports.recordPart(importing, { products: 2, lines: 3, refused: [] }))?.done,
  }),
  writeCase('importStore.recordCounted', { act: () => imports.recordCounted(importing, ['a', 'b']) }),
  writeCase('importWriteStore.writeNewProduct', {
    act: () =>
      importWrites.writeNewProduct(importing, {
        ...{ ...importWrite, set: shoes, offSale: false },
        stock: [{ variantId: shoes.id, delta: 2 }],
      }),
  }),
  writeCase('importWriteStore.writeImported', {
    prepare: inTable,
    act: () => importWrites.writeImported(importing, detailed, importWrite),
  }),
  writeCase('exportStore.beginExport', {
    act: async () => (await exports.beginExport(undefined)).completedAt,
  }),
  writeCase('exportStore.markExport', {
    prepare: () => exports.beginExport(undefined),
    act: ({ exportId }) => exports.markExport(exportId, 'startedAt'),
  }),
  writeCase('deletedVariants.deleteVariantsOf', {
    prepare: () => dynamodb.send(new PutCommand({ TableName: 'Stock', Item: { variantId: 'v2', available: 3 } })),
    act: () =>
      deleteVariantsOf({ ...shoes, variants: [{ id: 'v2', options: { Size: 'M' }, unitPrice: 100, sku: 'sku' }] }),
  }),
  writeCase('slugStore.freeSlugs', {
    prepare: async () => {
      await inTable({ status: 'pending' });
      await store.markApproved(shoes, slug, now);
    },
    act: () => freeSlugs(shoes.id, [slug]),
  }),
  writeCase('searchIndexStore.addChanges', {
    act: () => searchIndex.addChanges(searchIndex.NO_MANIFEST, [{ id: 'p' }], now),
  }),
  writeCase('searchIndexStore.addChanges', {
    when: 'after another',
    prepare: () => searchIndex.addChanges(searchIndex.NO_MANIFEST, [{ id: 'p' }], now),
    act: async () => searchIndex.addChanges(await searchIndex.readManifest(), [{ id: 'p' }], now),
  }),
  writeCase('searchIndexStore.replaceSegment', {
    prepare: () => searchIndex.addChanges(searchIndex.NO_MANIFEST, [{ id: 'p' }], now),
    act: async () => {
      const replaced = await searchIndex.replaceSegment(await searchIndex.readManifest(), segment, 1);
      return { replaced, manifest: await searchIndex.readManifest() };
    },
  }),
  writeCase('searchIndexStore.deleteChanges', {
    prepare: () => searchIndex.addChanges(searchIndex.NO_MANIFEST, [{ id: 'p' }], now),
    act: async () => {
      await searchIndex.deleteChanges(2e9);
      return searchIndex.readChanges(0);
    },
  }),
  writeCase('customerReviewStore.putUnwritten', { act: () => reviews.putUnwritten(bought) }),
  writeCase('customerReviewStore.changeReview', { prepare: () => reviews.putUnwritten(bought), act: approve }),
  writeCase('customerReviewStore.changeReview', {
    when: 'that deletes it',
    prepare: async () => {
      await reviews.putUnwritten(bought);
      await approve();
    },
    act: () => reviews.changeReview(bought.id, () => undefined),
  }),
  writeCase('wishListStore.putWish', { act: () => wishes.putWish('ann', 'v', wish) }),
  writeCase('wishListStore.putWish', {
    when: 'on a list',
    prepare: () => wishes.putWish('ann', 'v', wish),
    act: () => wishes.putWish('ann', 'v2', wish),
  }),
  writeCase('wishListStore.removeWish', {
    prepare: () => wishes.putWish('ann', 'v', wish),
    act: () => wishes.removeWish('ann', 'v'),
  }),
  writeCase('wishListStore.deleteWishList', {
    prepare: () => wishes.putWish('ann', 'v', wish),
    act: () => wishes.deleteWishList('ann'),
  }),
  writeCase('stockStore.touchStock', { prepare: inTable, act: () => touchStock(shoes.id) }),
  writeCase('stockAlertStore.putAlert', { act: () => alerts.putAlert(alert) }),
  writeCase('stockAlertStore.deleteWaiting', {
    prepare: () => alerts.putAlert(alert),
    act: () => alerts.deleteWaiting(alert),
  }),
  writeCase('stockAlertStore.deleteAnnounced', {
    prepare: announced,
    act: () => alerts.deleteAnnounced(alert, { unheard: true }),
  }),
  writeCase('stockAlertStore.returnToLine', { prepare: announced, act: () => alerts.returnToLine(alert) }),
  writeCase('stockAlertStore.claimAlertMail', { prepare: announced, act: () => alerts.claimAlertMail(alert, now) }),
  writeCase('stockAlertStore.releaseAlertMail', {
    prepare: async () => {
      await announced();
      await alerts.claimAlertMail(alert, now);
    },
    act: () => alerts.releaseAlertMail(alert, now),
  }),
  writeCase('stockLineStore.writeAnnouncements', { prepare: () => alerts.putAlert(alert), act: announce }),
  writeCase('stockLineStore.markRequested', {
    prepare: announced,
    act: async () => {
      const { announcements } = await stockLine.readLine(shoes.id);
      if (announcements) await stockLine.markRequested(shoes.id, announcements);
    },
  }),
  writeCase('stockLineStore.deleteLine', {
    prepare: () => alerts.putAlert(alert),
    act: () => stockLine.deleteLine(shoes.id),
  }),
  writeCase('lowStockStore.markAnnounced', { act: () => lowStock.markAnnounced('v', '12') }),
  writeCase('lowStockStore.markAnnounced', {
    when: 'after an earlier change',
    prepare: () => lowStock.markAnnounced('v', '9'),
    act: () => lowStock.markAnnounced('v', '12'),
  }),
  writeCase('stockMovementStore.writeMovements', { act: () => writeMovements([movement]) }),
  writeCase('stockReservationStore.takeStock', { prepare: inTable, act: () => takeStock(orders, now) }),
  writeCase('stockReservationStore.returnStock', {
    prepare: async () => {
      await inTable();
      await takeStock(orders, now);
    },
    act: () => returnStock({ orderId: 'o1', items: lines }, now),
  }),
  writeCase('stockReservationStore.addReturnedStock', {
    prepare: inTable,
    act: () =>
      addReturnedStock({
        ...{ orderId: 'r1', returnOf: 'o1', items: lines, status: 'returned' },
        createdAt: now.toISOString(),
      }),
  }),
  writeCase('stockReservationStore.putReleasedReservation', { act: () => putReleasedReservation('o1', now) }),
]);
