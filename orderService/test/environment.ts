/** What the modules read when they are loaded; to be imported before them. */
Object.assign(process.env, {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  ORDERS_TABLE: 'Orders',
  CARTS_TABLE: 'Carts',
  ORDER_NUMBERS_TABLE: 'OrderNumbers',
  ORDER_QUEUE_URL: 'https://sqs.example/OrderQueue',
  NOTIFICATION_QUEUE_URL: 'https://sqs.example/NotificationQueue',
  NOTIFICATION_DEAD_LETTER_QUEUE_URL: 'https://sqs.example/NotificationDeadLetterQueue',
  ORDER_WORKFLOW_ARN: 'arn:aws:states:eu-west-1:000000000000:stateMachine:OrderWorkflow',
  ORDER_EVENTS_TOPIC_ARN: 'arn:aws:sns:eu-west-1:000000000000:OrderEvents',
  RESTOCK_FUNCTION_ARN: 'arn:aws:lambda:eu-west-1:000000000000:function:restock',
  READ_PRODUCTS_FUNCTION_ARN: 'arn:aws:lambda:eu-west-1:000000000000:function:readProducts',
  PAYMENT_MINUTES: '30',
  RETURN_DAYS: '14',
  UNPAID_ORDERS_TABLE: 'UnpaidOrders',
  MAX_UNPAID_ORDERS: '5',
  MAX_UNPAID_UNITS: '1000',
  UNPAID_ORDERS: 'allowed',
  PAYMENT_PARAMETER: '/ecommerce/test/orderService/payment',
  MAIL_FROM: '"Shoes & more" <shop@example.com>',
  MAIL_RETRY_SECONDS: '30',
  SHOP_NAME: 'Shoes%20%26%20more',
});

export {};
