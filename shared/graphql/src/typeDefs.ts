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
    ): ProductPage!
    "An approved product, or null."
    product(id: ID!): Product
    categories(limit: Int! = 20, cursor: String): CategoryPage!
    "At most 1,000 categories: each is followed by its descendants."
    categoryTree: [TreeCategory!]!
    banners(limit: Int! = 20, cursor: String): BannerPage!
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
    "Adds units of a product to the cart."
    addToCart(productId: ID!, quantity: Int!): Cart!
    "Sets the units of a product in the cart."
    setCartQuantity(productId: ID!, quantity: Int!): Cart!
    removeFromCart(productId: ID!): Cart!
    emptyCart: Cart!
    "Orders the cart. The same \`idempotencyKey\` has one effect."
    checkout(input: CheckoutInput, idempotencyKey: String): Checkout!
    "Orders the caller’s cart, whose total has to equal \`amount\`. \`userId\` has to be the caller’s own."
    createOrder(userId: String!, amount: Float!, idempotencyKey: String): CreatedOrder!
    "Returns a paid order, to staff or to whoever signs the request. It changes nothing: only the provider’s own confirmation marks an order as paid."
    confirmPayment(orderId: ID!, paymentStatus: String!): ConfirmedPayment!
    "Cancels an order until its first parcel has left."
    cancelOrder(id: ID!): Order!
  }

  enum ProductSort {
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
    name: String!
    "In \`currency\`; null in a cart once the product is no longer sold."
    price: Float
    currency: String
    description: String
    category: String
    imageUrl: String
    "Units in stock now."
    stock: Int!
    createdAt: String
  }

  type ProductPage {
    products: [Product!]!
    "Send it as \`cursor\` for the next page; null on the last one."
    nextCursor: String
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
    unitPrice: Float!
    quantity: Int!
  }

  type OrderPage {
    orders: [Order!]!
    nextCursor: String
  }
`;
