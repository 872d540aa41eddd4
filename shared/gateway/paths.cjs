/** The paths of the shop's one address, on a stage and on the local platform. */
module.exports = {
  /** The service of each `/api/{name}/…`. */
  apis: {
    auth: 'authService',
    banners: 'bannerService',
    categories: 'categoryService',
    products: 'productService',
    orders: 'orderService',
  },
  graphql: '/graphql',
  /** The web apps of `shared/web`, each with all paths below its base that none before it has. */
  apps: [
    { name: 'console', base: '/console/', takesPayments: false, uploads: true },
    { name: 'shop', base: '/', takesPayments: true, uploads: false },
  ],
};
