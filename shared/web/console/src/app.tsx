import Inventory2 from '@mui/icons-material/Inventory2';
import ShoppingCart from '@mui/icons-material/ShoppingCart';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { BrowserRouter, Route } from 'react-router-dom';
import { authProvider } from './authProvider.ts';
import { dataProvider } from './dataProvider.ts';
import { FirstPage } from './firstPage/firstPage.tsx';
import { i18nProvider } from './i18nProvider.ts';
import { ConsoleLayout } from './layout.tsx';
import { LoginPage } from './loginPage.tsx';
import { OrderList } from './orders/orderList.tsx';
import { OrderPage } from './orders/orderPage.tsx';
import { PendingProducts } from './products/pendingProducts.tsx';
import { ProductEdit } from './products/productEdit.tsx';
import { ProductList } from './products/productList.tsx';
import { darkTheme, lightTheme } from './theme.ts';

/** The staff console. */
export const App = () => (
  <BrowserRouter basename="/console">
    <Admin
      authProvider={authProvider}
      dataProvider={dataProvider}
      i18nProvider={i18nProvider}
      dashboard={FirstPage}
      layout={ConsoleLayout}
      loginPage={LoginPage}
      theme={lightTheme}
      darkTheme={darkTheme}
      disableTelemetry
      requireAuth
    >
      <Resource name="orders" list={OrderList} show={OrderPage} icon={ShoppingCart} />
      <Resource name="products" list={ProductList} edit={ProductEdit} icon={Inventory2} />
      <CustomRoutes>
        <Route path="/approvals" element={<PendingProducts />} />
      </CustomRoutes>
    </Admin>
  </BrowserRouter>
);
