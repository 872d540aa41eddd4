import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followPreferences } from './preferences.ts';
import { queryClient, restoreSession } from './shop.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/catalogue.css';

followPreferences();
void restoreSession();

const root = document.getElementById('root');
if (root) {
  // In small steps: the browser can react to the person in between.
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queryClient}>
          <App />
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
}
