/** The schema. Descriptions are shown to its users. */
export const typeDefs = /* GraphQL */ `
  type Query {
    "Approved products, the newest first. \`limit\` is at most 100, \`offset\` at most 1,000; \`productPage\` goes further."
    products(limit: Int! = 20, offset: Int! = 0): [Product!]!
    "Approved products that match, page by page."
    productPage(
      limit: Int! = 20
      cursor: String
      category: String
      q: String
      sort: ProductSort
      minPrice: String
      maxPrice: String
      "Options and attributes that a product has to have: of each name one of the values."
      attr: [AttributeFilter!]
    ): ProductPage!
    "An approved product by its id, or by a slug that it has or had; null if there is none."
    product(id: ID, slug: String): Product
    categories(limit: Int! = 20, cursor: String): CategoryPage!
    "At most 1,000 categories: each is followed by its descendants."
    categoryTree: [TreeCategory!]!
    banners(limit: Int! = 20, cursor: String): BannerPage!
    "Approved reviews of a product, the newest first."
    reviews(productId: ID!, limit: Int! = 20, cursor: String): ReviewPage!
    "What the caller has reviewed, or may review."
    myReviews(limit: Int! = 20, cursor: String): OwnReviewPage!
    "The caller’s wish list, the last added first; 100 entries at most."
    wishList: [Wish!]!
    "The caller’s cart."
    cart: Cart!
    "What the cart would cost."
    quote(input: CheckoutInput): Quote!
    "The caller."
    me: User!
    "The caller’s orders, the newest first."
    orders(limit: Int! = 20, cursor: String, status: OrderStatus): OrderPage!
    "An order of the caller, or null. Staff see all orders."
    order(id: ID!): Order
  }

  type Mutation {
    "Creates an account; its code is emailed."
    signUp(email: String!, name: String!, password: String!): Message!
    confirmSignUp(email: String!, code: String!): Message!
    "Signs in; once per request. An account with an authenticator app gets the error \`MFA_REQUIRED\` with a \`session\`."
    login(email: String!, password: String!): Login!
    "Completes a sign-in with the \`session\` of \`MFA_REQUIRED\` and a code of the authenticator app."
    loginMfa(session: String!, code: String!): Login!
    refreshLogin(refreshToken: String!): Login!
    "Adds units of a product to the cart. \`variantId\` is needed where it has several variants: \`VARIANT_REQUIRED\`."
    addToCart(productId: ID!, quantity: Int!, variantId: ID): Cart!
    "Sets the units of a product, or of one of its variants, in the cart."
    setCartQuantity(productId: ID!, quantity: Int!, variantId: ID): Cart!
    removeFromCart(productId: ID!, variantId: ID): Cart!
    emptyCart: Cart!
    "Orders the cart. The same \`idempotencyKey\` has one effect."
    checkout(input: CheckoutInput, idempotencyKey: String): Checkout!
    "Orders the caller’s cart, whose total has to equal \`amount\`. \`userId\` has to be the caller’s own."
    createOrder(userId: String!, amount: Float!, idempotencyKey: String): CreatedOrder!
    "Returns a paid order, to staff or to whoever signs the request. It changes nothing: only the provider’s own confirmation marks an order as paid."
    confirmPayment(orderId: ID!, paymentStatus: String!): ConfirmedPayment!
    "Cancels an order until its first parcel has left."
    cancelOrder(id: ID!): Order!
    "Reviews a product that was sent to the caller, with 1 to 5 stars; it is shown once staff have approved it. Another one replaces it."
    writeReview(productId: ID!, stars: Int!, text: String, name: String): OwnReview!
    "Removes a review of the caller; returns its id."
    removeReview(id: ID!): ID!
    "Puts a variant, or a product without variants by its own id, on the caller’s wish list; returns its id."
    addToWishList(variantId: ID!): ID!
    "Takes an entry off the caller’s wish list; returns its id."
    removeFromWishList(variantId: ID!): ID!
  }

  enum ProductSort {
    "How well a product matches \`q\`."
    RELEVANCE
    NEWEST
    PRICE_ASC
    PRICE_DESC
  }

  enum OrderStatus {
    PENDING
    AWAITING_PAYMENT
    COMPLETED
    SHIPPING
    REJECTED
    CANCELLED
  }

  type Product {
    id: ID!
    "The end of its address in the shop; null if it was last approved before there were slugs."
    slug: String
    name: String!
    "In \`currency\`: the lowest of its variants, in a cart that of the variant; null there once it is no longer sold."
    price: Float
    "Null where all variants cost the same."
    highestPrice: Float
    currency: String
    description: String
    category: String
    imageUrl: String
    "Units in stock now: of all variants, in a cart of the variant."
    stock: Int!
    createdAt: String
    "What tells its variants apart; empty for a product without variants."
    options: [ProductOption!]!
    "At least one while it is sold. Variants, images and rating are read product by product: of 20 products per request at most."
    variants: [Variant!]!
    "In order; the first is \`imageUrl\`."
    images: [Image!]!
    "Of its approved reviews; null without any."
    rating: Rating
  }

  type ProductOption {
    name: String!
    values: [String!]!
  }

  type Variant {
    "The first variant has the product’s id."
    id: ID!
    "Its values of the product’s options, such as \`M / blue\`; null without options."
    name: String
    options: [OptionValue!]!
    price: Float!
    "The price before a reduction."
    compareAtPrice: Float
    "The lowest price of the 30 days before the reduction."
    lowestPrice30Days: Float
    sku: String
    barcode: String
    weightGrams: Int
    "Shows this variant; null if none of the product’s images does in particular."
    image: Image
    "Units in stock now."
    stock: Int!
  }

  type OptionValue {
    name: String!
    value: String!
  }

  type Image {
    id: ID!
    "What it shows; empty if nobody has said."
    alt: String!
    "In its own size and type."
    url: String!
    "Pixels; null of an older picture, which has no renditions: their addresses are its own."
    width: Int
    height: Int
    "At most 200 pixels wide and high."
    small: String!
    "At most 600 pixels."
    medium: String!
    "At most 1,200 pixels."
    large: String!
  }

  type Rating {
    "Of 1 to 5 stars."
    average: Float!
    count: Int!
  }

  type Review {
    id: ID!
    stars: Int!
    text: String
    "What the author wants to be called."
    name: String
    createdAt: String!
  }

  type ReviewPage {
    reviews: [Review!]!
    rating: Rating
    nextCursor: String
  }

  enum ReviewStatus {
    UNWRITTEN
    PENDING
    APPROVED
    REJECTED
  }

  type OwnReview {
    id: ID!
    productId: ID!
    status: ReviewStatus!
    "Null while nothing is written."
    stars: Int
    text: String
    name: String
    createdAt: String!
  }

  type OwnReviewPage {
    reviews: [OwnReview!]!
    nextCursor: String
  }

  type Wish {
    variantId: ID!
    productId: ID!
    onSale: Boolean!
    name: String!
    variantName: String
    "Null if it is not on sale any more, as \`currency\` and \`imageUrl\`."
    price: Float
    currency: String
    imageUrl: String
    stock: Int!
    addedAt: String!
    "Null if it is not on sale any more."
    product: Product
  }

  type ProductPage {
    products: [Product!]!
    "Send it as \`cursor\` for the next page; null on the last one."
    nextCursor: String
    "How many products match, on all pages."
    total: Int
    "What the matching products have in common, to filter by."
    facets: [Facet!]!
  }

  type Facet {
    "\`category\`, or the name of an option or attribute, as \`attr\` takes it."
    name: String!
    "The most frequent ones, 100 at most."
    values: [FacetValue!]!
  }

  type FacetValue {
    value: String!
    "How many of the matching products have it."
    count: Int!
  }

  input AttributeFilter {
    name: String!
    values: [String!]!
  }

  type Category {
    id: ID!
    name: String!
    imageUrl: String!
  }

  type TreeCategory {
    id: ID!
    name: String!
    imageUrl: String!
    "Null at the top level."
    parentId: ID
    "Its order among its siblings, or null: after those with a position."
    position: Int
    "Its ancestors, from the top level down."
    path: [CategoryAncestor!]!
  }

  type CategoryAncestor {
    id: ID!
    name: String!
  }

  type CategoryPage {
    categories: [Category!]!
    nextCursor: String
  }

  type Banner {
    id: ID!
    imageUrl: String!
  }

  type BannerPage {
    banners: [Banner!]!
    nextCursor: String
  }

  type User {
    id: ID!
    name: String!
    email: String!
    "\`admin\`, \`staff\`."
    groups: [String!]!
    "Whether signing in needs a code of an authenticator app."
    mfa: Boolean!
  }

  type Login {
    "For the header \`Authorization: Bearer …\`."
    token: String!
    "Absent after \`refreshLogin\`."
    refreshToken: String
    "Seconds until \`token\` expires."
    expiresIn: Int!
    user: User!
  }

  type Message {
    message: String!
  }

  type Cart {
    id: ID!
    items: [CartItem!]!
    "Without shipping, and without taxes that are not included in prices."
    totalPrice: Float!
    "Null while the cart is empty."
    currency: String
  }

  type CartItem {
    product: Product!
    "The product’s id for its first variant."
    variantId: ID!
    "Its values of the product’s options, such as \`M / blue\`; null without options."
    variantName: String
    quantity: Int!
    lineTotal: Float!
  }

  input AddressInput {
    name: String!
    company: String
    line1: String!
    line2: String
    postalCode: String
    city: String!
    region: String
    country: String!
    phone: String
  }

  input CheckoutInput {
    "If it is not the current total, nothing is ordered: \`TOTAL_CHANGED\`."
    total: Float
    shippingAddress: AddressInput
    billingAddress: AddressInput
    shippingMethod: String
    discountCodes: [String!]
    vatId: String
    locale: String
    note: String
  }

  type Quote {
    subtotal: Float!
    discounts: [Discount!]!
    shippingMethods: [ShippingMethod!]!
    taxes: [Tax!]!
    totalAmount: Float!
    currency: String!
  }

  type Discount {
    code: String
    label: String!
    amount: Float!
  }

  type ShippingMethod {
    id: ID!
    label: String!
    price: Float!
    minDays: Int
    maxDays: Int
  }

  type Tax {
    label: String!
    "Percent."
    rate: Float!
    amount: Float!
    included: Boolean!
  }

  type Checkout {
    id: ID!
    totalAmount: Float!
    currency: String!
    status: OrderStatus!
    createdAt: String!
    "Absent if the order is not paid through the shop."
    payment: Payment
  }

  type Payment {
    provider: String!
    "The customer’s browser uses it to pay at the provider."
    clientSecret: String!
  }

  type CreatedOrder {
    id: ID!
    status: OrderStatus!
    userId: String!
    amount: Float!
  }

  type ConfirmedPayment {
    id: ID!
    status: OrderStatus!
  }

  type Order {
    id: ID!
    "For people; null until the receipt is mailed."
    number: String
    status: OrderStatus!
    paymentStatus: String
    fulfilmentStatus: String
    items: [OrderItem!]!
    totalAmount: Float!
    currency: String!
    createdAt: String!
    updatedAt: String!
    "Why it was rejected or cancelled."
    reason: String
  }

  type OrderItem {
    "As it is sold now; null if it no longer is."
    product: Product
    name: String!
    "The product’s id for its first variant."
    variantId: ID!
    variantName: String
    sku: String
    unitPrice: Float!
    quantity: Int!
  }

  type OrderPage {
    orders: [Order!]!
    nextCursor: String
  }
`;
