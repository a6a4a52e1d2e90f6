import { createServer } from 'node:http';

/** The least a version can do, in a process of its own: prints its port and answers everything with one word. */
const server = createServer((_request, response) => response.end('served'));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(typeof address === 'object' && address !== null ? address.port : 0);
});
process.once('disconnect', () => process.exit());
