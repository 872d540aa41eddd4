import * as z from 'zod';
import { nextCursor } from '../../shared/openapi/answered.ts';
import { MOVEMENT_KINDS } from '../src/movement/stockMovement.ts';

export { DeadLetterQueues } from '../../shared/openapi/deadLetters.ts';

const Money = z.number().positive().meta({
  description:
    'A decimal in `currency`, with at most as many fraction digits as ISO 4217 defines: 2 for EUR, 0 for JPY, 3 for KWD.',
});

/** Of `POST /get-upload-url`. */
export const UploadUrl = z.strictObject({
  uploadUrl: z.url().meta({ description: 'Accepts the file by `PUT` for 5 minutes, without additional headers.' }),
  id: z.uuid(),
});

const Image = z.strictObject({
  id: z.string().meta({ description: 'The first upload has the product’s id.' }),
  alt: z.string().meta({ description: 'What it shows; empty if nobody has said.' }),
  url: z.url().meta({ description: 'The picture in its own size and type, without metadata; animated if it was.' }),
  width: z.int().positive().meta({ description: 'Absent of a picture from before there were renditions.' }).optional(),
  height: z.int().positive().optional(),
  renditions: z
    .strictObject({ small: z.url(), medium: z.url(), large: z.url() })
    .meta({ description: 'Stills in WebP, whose longest side has at most 200, 600 and 1,200 pixels.' }),
});

const product = {
  id: z.string(),
  slug: z
    .string()
    .meta({ description: 'Names it in addresses: `GET /products/by-slug/{slug}`. Absent before its first approval.' })
    .optional(),
  productName: z.string(),
  productPrice: Money.meta({ description: 'The lowest price of its variants, a decimal in `currency`.' }),
  currency: z.string().length(3),
  description: z.string(),
  quantity: z.int().nonnegative().meta({ description: 'Units in stock, of all variants.' }),
  category: z.string(),
  imageUrl: z.url(),
  image: Image.meta({ description: 'The first of its images, whose address is `imageUrl`.' }),
  createdAt: z.iso.datetime(),
  options: z
    .array(z.strictObject({ name: z.string(), values: z.array(z.string()) }))
    .meta({ description: 'Present where variants have options.' })
    .optional(),
  highestPrice: Money.meta({ description: 'Present where the prices of variants differ.' }).optional(),
};

/** A product as lists show it. */
export const ListedProduct = z.strictObject(product);
export const ProductList = z.strictObject({ products: z.array(ListedProduct), nextCursor });

/** The same, with what is counted on request. */
export const FoundProductList = ProductList.extend({
  facets: z
    .array(
      z.strictObject({
        name: z.string().meta({ description: '`category`, or the name of an option or attribute.' }),
        values: z.array(z.strictObject({ value: z.string(), count: z.int().positive() })),
      }),
    )
    .meta({ description: 'With `facets=true`: over all that matches; the most frequent values first, 100 at most.' })
    .optional(),
  total: z.int().nonnegative().meta({ description: 'With `facets=true`: how many products match.' }).optional(),
});

const Variant = z.strictObject({
  id: z.string().meta({ description: 'The first variant has the product’s id.' }),
  options: z.record(z.string(), z.string()).meta({ description: 'A value for each option of the product.' }),
  price: Money,
  compareAtPrice: Money.meta({ description: 'The price before a reduction.' }).optional(),
  lowestPrice30Days: Money.meta({
    description: 'The lowest price of the 30 days before the reduction; beside each `compareAtPrice`.',
  }).optional(),
  sku: z.string().optional(),
  barcode: z.string().optional(),
  weightGrams: z.int().nonnegative().optional(),
  imageId: z.string().meta({ description: 'The image of the product that shows it.' }).optional(),
  quantity: z.int().nonnegative().meta({ description: 'Units in stock.' }),
});

const details = {
  options: z.array(z.strictObject({ name: z.string(), values: z.array(z.string()) })),
  variants: z.array(Variant),
  images: z.array(Image).meta({ description: 'In order. The first is the product’s `imageUrl`.' }),
  attributes: z.record(z.string(), z.string()),
  taxCategory: z.string().optional(),
};

const Rating = z
  .strictObject({
    average: z.number().min(1).max(5).meta({ description: 'Of the stars, rounded to two fraction digits.' }),
    count: z.int().positive(),
  })
  .meta({ description: 'Of the approved reviews; absent without any.' });

/** A variant as the product's seller and staff see it. */
const OwnVariant = Variant.extend({
  scheduledPrice: z
    .strictObject({ price: Money, from: z.iso.datetime(), to: z.iso.datetime() })
    .meta({
      description: 'A price that is to come or in force: then it is `price`, and `compareAtPrice` the regular one.',
    })
    .optional(),
  lowStockAt: z.int().nonnegative().meta({ description: 'Staff are told at so many units or fewer.' }).optional(),
});

/** A product that is on sale, with its variants. */
export const Product = z.strictObject({
  ...product,
  ...details,
  rating: Rating.optional(),
  status: z.literal('approved'),
});

const reviewContent = {
  stars: z.int().min(1).max(5),
  text: z.string().optional(),
  name: z.string().meta({ description: 'What the author wants to be called; absent if nothing.' }).optional(),
};
const reviewedAt = z.iso.datetime().meta({ description: 'When it was written.' });

/** Of `PUT /wish-list/{variantId}`. */
export const Wish = z.strictObject({ variantId: z.string(), productId: z.string(), addedAt: z.iso.datetime() });

/** Of `DELETE /wish-list/{variantId}` and `DELETE /stock-alerts/{variantId}`. */
export const NamedVariant = z.strictObject({ variantId: z.string() });

/** Of `PUT /stock-alerts/{variantId}`. */
export const StockAlert = z.strictObject({ variantId: z.string(), productId: z.string(), askedAt: z.iso.datetime() });
export const StockAlertList = z.strictObject({ alerts: z.array(StockAlert) });

export const WishList = z.strictObject({
  items: z.array(
    z.strictObject({
      variantId: z.string(),
      productId: z.string(),
      onSale: z.boolean(),
      name: z.string().meta({ description: 'If it is not on sale any more, the name that it had.' }),
      variantName: z.string().meta({ description: 'Absent for a product without options.' }).optional(),
      price: Money.nullable().meta({ description: 'In `currency`; null if it is not on sale any more.' }),
      currency: z.string().length(3).nullable(),
      imageUrl: z.url().nullable(),
      quantity: z.int().nonnegative().meta({ description: 'Units in stock.' }),
      addedAt: z.iso.datetime(),
    }),
  ),
});

/** A page of a product's reviews. */
export const ReviewList = z.strictObject({
  reviews: z.array(z.strictObject({ id: z.string(), ...reviewContent, createdAt: reviewedAt })),
  rating: Rating.optional(),
  nextCursor,
});

const ownReview = {
  id: z.string(),
  productId: z.string(),
  ...reviewContent,
  createdAt: reviewedAt.meta({ description: 'When it was written.' }),
};

/** Of `POST /products/{id}/reviews`. */
export const WrittenReview = z.strictObject({
  ...ownReview,
  status: z.enum(['pending', 'approved', 'rejected']).meta({ description: 'It is shown and counted once `approved`.' }),
});

/** A page of what the caller has reviewed, or may review. */
export const OwnReviewList = z.strictObject({
  reviews: z.array(
    z.strictObject({
      ...ownReview,
      stars: ownReview.stars.meta({ description: 'Absent while nothing is written.' }).optional(),
      createdAt: z.iso.datetime().meta({ description: 'When it was written, or the product was sent.' }),
      status: z.enum(['unwritten', 'pending', 'approved', 'rejected']),
    }),
  ),
  nextCursor,
});

/** A page of what staff have to decide on. */
export const PendingReviewList = z.strictObject({
  reviews: z.array(
    z.strictObject({
      ...ownReview,
      createdAt: z.iso.datetime().meta({ description: 'Send it with the decision, to decide on exactly this text.' }),
      status: z.literal('pending'),
      productName: z.string().meta({ description: 'Absent if the product is gone.' }).optional(),
    }),
  ),
  nextCursor,
});

/** Of a decision on a review. */
export const DecidedReview = z.strictObject({
  id: z.string(),
  productId: z.string(),
  status: z.enum(['approved', 'rejected']),
});

/** A product as its seller sees it. */
export const OwnProduct = z.strictObject({
  ...product,
  imageUrl: z.url().meta({ description: 'Present once the image has been checked.' }).optional(),
  image: Image.meta({ description: 'The first of its images; present once it has been checked.' }).optional(),
  status: z.enum(['awaitingImage', 'draft', 'pending', 'approved', 'rejected', 'archived']),
  isApproved: z.boolean().meta({ description: 'Whether it is on sale.' }),
  rejectionReason: z.string().meta({ description: 'The admin’s reason, if it was rejected.' }).optional(),
  uploadRejection: z.string().meta({ description: 'Why the last file was rejected, if it was.' }).optional(),
  awaitedFileName: z.string().meta({ description: 'The new image that is expected, if any.' }).optional(),
});
export const OwnProductList = z.strictObject({ products: z.array(OwnProduct), nextCursor });

/** The same with its variants. */
export const OwnDetailedProduct = OwnProduct.extend({
  ...details,
  variants: z.array(OwnVariant),
  awaitedImages: z
    .array(
      z.strictObject({
        id: z.string(),
        fileName: z.string(),
        alt: z.string(),
        uploadRejection: z.string().meta({ description: 'Why the last file was rejected, if it was.' }).optional(),
      }),
    )
    .meta({ description: 'Added images that have not been uploaded and checked yet.' }),
});

/** Of `POST /products/{id}/images`. */
export const ImageUploadUrl = z.strictObject({
  id: z.string().meta({ description: 'The image’s.' }),
  uploadUrl: z.url().meta({ description: 'Accepts the file by `PUT` for 5 minutes, without additional headers.' }),
});

/** Of `PATCH /products/{id}`. */
export const ChangedProduct = OwnDetailedProduct.extend({
  uploadUrl: z
    .url()
    .meta({ description: 'Accepts the new image by `PUT` for 5 minutes, without additional headers.' })
    .optional(),
});

/** Of `POST /stock-adjustments`. */
export const AdjustedStock = z.strictObject({
  productId: z.string(),
  variantId: z.string(),
  quantity: z.int().nonnegative().meta({ description: 'Units in stock now.' }),
});

/** A change of a variant's stock. */
const StockMovement = z.strictObject({
  variantId: z.string(),
  delta: z.int().meta({ description: 'Units that came; negative if they went.' }),
  kind: z.enum(MOVEMENT_KINDS).meta({
    description:
      '`initial`: of a new variant. `sale`: an order has taken them; `release`: one that was cancelled or rejected has given them back. `return`: they came back from a customer. `adjustment`: somebody has counted. `import`: from a file.',
  }),
  reason: z.string().optional(),
  orderId: z.string().optional(),
  by: z.string().meta({ description: 'The id of the account that made the change.' }).optional(),
  at: z.iso.datetime(),
});
export const StockMovementList = z.strictObject({ movements: z.array(StockMovement), nextCursor });

/** Of `DELETE /products/{id}`. */
export const Deletion = z.strictObject({ id: z.string() });

/** A product that waits for an admin. */
export const PendingProduct = z.strictObject({
  ...product,
  fileName: z.string(),
  status: z.literal('pending'),
  sellerId: z.string(),
  email: z.email({ pattern: z.regexes.html5Email }).meta({ description: 'The seller’s.' }),
  updatedAt: z.iso.datetime().meta({ description: 'Send it with the approval, to approve exactly this version.' }),
});
export const PendingProductList = z.strictObject({ products: z.array(PendingProduct), nextCursor });

const S = z.strictObject({ S: z.string() });
const N = z.strictObject({ N: z.string() });

/** A product in DynamoDB's own JSON, as `GET /approve-products` documents it. */
export const ApprovedProduct = z.strictObject({
  id: S,
  fileName: S,
  productName: S,
  productPrice: N,
  description: S,
  quantity: N,
  category: S,
  imageUrl: S,
  isApproved: z.strictObject({ BOOL: z.literal(true) }),
  email: S,
  createdAt: S,
});
export const ApprovedProductList = z.strictObject({ products: z.array(ApprovedProduct), nextCursor });

/** Of `POST /products/{id}/approve`. */
export const Approval = z.strictObject({ id: z.string(), status: z.literal('approved'), isApproved: z.literal(true) });

/** Of `POST /products/approve`. */
export const ApprovalList = z.strictObject({
  results: z
    .array(
      z.union([
        Approval,
        z.strictObject({
          id: z.string(),
          error: z.string().meta({ description: 'Why it is not on sale: one sentence for people.' }),
          code: z.enum([
            'PRODUCT_NOT_FOUND',
            'IMAGE_NOT_CHECKED',
            'ALREADY_REJECTED',
            'PRODUCT_CHANGED',
            'PRODUCT_IS_DRAFT',
            'PRODUCT_ARCHIVED',
            'UNAVAILABLE',
          ]),
        }),
      ]),
    )
    .meta({ description: 'One for each product, in the order of the request.' }),
});

/** Of `POST /products/{id}/reject`. */
export const Rejection = z.strictObject({
  id: z.string(),
  status: z.literal('rejected'),
  isApproved: z.literal(false),
  rejectionReason: z.string(),
  sellerMailed: z
    .boolean()
    .meta({ description: 'Whether the seller has the email, or will get it as soon as it can be sent.' }),
});
