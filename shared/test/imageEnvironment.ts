/** What the modules of the services with images read when they are loaded; to be imported before them. */
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  IMAGE_BUCKET: 'images',
  UPLOADS_BY: 'open',
  RATE_LIMITS_TABLE: 'RateLimits',
  RATE_LIMIT_FACTOR: '1',
  BANNERS_TABLE: 'Banners',
  CATEGORIES_TABLE: 'Categories',
  PRODUCTS_TABLE: 'Products',
  REVIEWS_TABLE: 'Reviews',
  WISH_LISTS_TABLE: 'WishLists',
  SEARCH_TABLE: 'SearchTerms',
  RESERVATIONS_TABLE: 'StockReservations',
  STOCK_TABLE: 'Stock',
  PUBLISH_FUNCTION: 'publishProductImage',
  CLEAN_UP_TOPIC: 'arn:aws:sns:eu-west-1:000000000000:CleanUp',
  SHOP_CURRENCY: 'EUR',
  MAIL_FROM: '"Shoes & more" <shop@example.com>',
  MAIL_RETRY_SECONDS: '30',
  SHOP_NAME: 'Shoes%20%26%20more',
  NOTIFICATION_QUEUE_URL: 'https://sqs.example/NotificationQueue',
  NOTIFICATION_DEAD_LETTER_QUEUE_URL: 'https://sqs.example/NotificationDeadLetterQueue',
});

export {};
