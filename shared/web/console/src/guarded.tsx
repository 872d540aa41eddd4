import type { ComponentType } from 'react';
import { CanAccess } from 'react-admin';
import { Navigate } from 'react-router-dom';

/** Returns a page that only those see who may use the resource. react-admin alone would read it first, which the APIs refuse. */
export const guarded = (resource: string, Page: ComponentType) => () => (
  <CanAccess resource={resource} action="list" accessDenied={<Navigate to="/access-denied" replace />}>
    <Page />
  </CanAccess>
);
