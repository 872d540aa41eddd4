/** Renders GraphiQL, which sends its queries to the path that it is shown at. It loads nothing from elsewhere. */
export const graphiql = async (): Promise<string> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'GraphQL of the shop',
    defaultQuery: '{\n  products {\n    id\n    name\n    price\n    stock\n  }\n}\n',
  });
};
