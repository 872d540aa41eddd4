import { exportPage } from '@ecommerce/shared/personalData/exporter.ts';
import { EXPORTING_SERVICES, type ExportPage } from '@ecommerce/shared/personalData/exportFunctions.ts';
import { throughOutages } from '@ecommerce/shared/throughOutages.ts';
import { accountSections } from './accountSections.ts';
import { findExporters, invokeExporter } from './exporterProvider.ts';

/** Where the pages of one service come from. */
type Source = { service: string; read: (position: string | undefined) => Promise<ExportPage> };

/**
 * Writes an export as JSON, page by page, so that its size does not matter: by service and section, a line for each record.
 *
 * @param deadline in epoch milliseconds: until then calls that fail because of an outage are repeated
 */
export const exportText = async function* (userId: string, deadline: number): AsyncGenerator<string> {
  const exporters = await throughOutages(findExporters, deadline);
  const sources: Source[] = [
    { service: 'authService', read: (position) => exportPage(accountSections, { userId, position }) },
    ...[...exporters].map(([service, arn]) => ({
      service,
      read: (position: string | undefined) => invokeExporter(arn, { userId, position }),
    })),
  ];
  const notDeployed = EXPORTING_SERVICES.filter((service) => !exporters.has(service));
  yield JSON.stringify({ userId, exportedAt: new Date().toISOString(), notDeployed }).slice(0, -1);
  for (const source of sources) yield* sourceText(source, deadline);
  yield '\n}\n';
};

const sourceText = async function* ({ service, read }: Source, deadline: number): AsyncGenerator<string> {
  yield `,\n${JSON.stringify(service)}: {`;
  let section: string | undefined;
  let position: string | undefined;
  let separator = '';
  do {
    const at = position;
    const page = await throughOutages(() => read(at), deadline);
    if (page.section !== section) {
      yield `${section === undefined ? '' : '\n],'}\n${JSON.stringify(page.section)}: [`;
      separator = '';
    }
    for (const record of page.records) {
      yield `${separator}\n${JSON.stringify(record)}`;
      separator = ',';
    }
    section = page.section;
    position = page.next;
  } while (position !== undefined);
  yield '\n]}';
};
