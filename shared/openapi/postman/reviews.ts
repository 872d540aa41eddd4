import { type Step, stepsOf } from './step.ts';

const step = stepsOf('productService', 'customerToken');
const product = { id: '{{productId}}' };
const path = { id: '{{reviewId}}' };
const decision = { path, token: 'adminToken', withoutBody: true } as const;

const variant = { variantId: '{{productId}}' };

/** What the customer wants to remember. */
export const wishSteps: readonly Step[] = [
  step('The customer puts the shoes on the wish list', 'PUT /wish-list/{variantId}', { path: variant }),
  step('The customer looks at the wish list', 'GET /wish-list', {
    holds: { 'has the shoes': "json.items[0].variantId === pm.collectionVariables.get('productId')" },
  }),
  step('The customer takes them off the wish list', 'DELETE /wish-list/{variantId}', { path: variant }),
];

/** What the customer could wait for, were it sold out. */
export const alertSteps: readonly Step[] = [
  step('The customer need not wait for the shoes', 'PUT /stock-alerts/{variantId}', {
    path: variant,
    status: 409,
    holds: { 'are in stock': "json.code === 'IN_STOCK'" },
  }),
  step('The customer waits for nothing', 'GET /stock-alerts', {
    holds: { nothing: 'json.alerts.length === 0' },
  }),
  step('The customer stays out of line', 'DELETE /stock-alerts/{variantId}', { path: variant }),
];

/** What staff do with many products at once. */
export const fileSteps: readonly Step[] = [
  step('Staff say what a file would change', 'POST /imports', {
    ...{ token: 'adminToken', idempotencyKey: true, status: 201 },
    body: { fileName: 'products.csv', fileType: 'text/csv', dryRun: true },
    save: { importId: 'json.id' },
  }),
  step('The import waits for the file', 'GET /imports/{id}', {
    ...{ token: 'adminToken', path: { id: '{{importId}}' } },
    holds: { waits: "json.status === 'waiting'" },
  }),
  step('Staff take all products home', 'GET /exports/products.csv', {
    ...{ token: 'adminToken', status: 302 },
    until: 'pm.response.code === 302',
  }),
];

/** What the customer thinks of the shoes that have arrived. */
export const reviewSteps: readonly Step[] = [
  step('The customer sees what can be reviewed', 'GET /my-reviews', {
    until: "json.reviews.some(({ productId }) => productId === pm.collectionVariables.get('productId'))",
  }),
  step('The customer reviews the shoes', 'POST /products/{id}/reviews', {
    path: product,
    status: 201,
    holds: { waits: "json.status === 'pending'" },
    save: { reviewId: 'json.id' },
  }),
  step('Staff see what waits', 'GET /reviews/pending', { token: 'adminToken' }),
  step('Staff approve the review', 'POST /reviews/{id}/approve', {
    ...decision,
    holds: { 'is shown': "json.status === 'approved'" },
  }),
  step('Anyone reads the review', 'GET /products/{id}/reviews', {
    path: product,
    until: "json.reviews.some(({ id }) => id === pm.collectionVariables.get('reviewId'))",
  }),
  step('Staff change their mind', 'POST /reviews/{id}/reject', decision),
  step('The customer removes the review', 'DELETE /reviews/{id}', { path }),
];
