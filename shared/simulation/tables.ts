export const [ORDERS, CARTS] = ['orderService.OrdersTable', 'orderService.CartsTable'];
export const [PRODUCTS, STOCK] = ['productService.ProductsTable', 'productService.StockTable'];
export const [INVOICES, ORDER_NUMBERS] = ['orderService.InvoicesTable', 'orderService.OrderNumbersTable'];
export const [RESERVATIONS, MOVEMENTS] = [
  'productService.StockReservationsTable',
  'productService.StockMovementsTable',
];

/** A product of a run, with its price in minor units and its initial stock. */
export type Product = { id: string; price: number; stock: number };
