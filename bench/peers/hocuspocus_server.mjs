// Hocuspocus in its default configuration; BENCH_DATABASE adds its SQLite extension.
import { Server } from '@hocuspocus/server'

const { BENCH_HOST, BENCH_PORT, BENCH_DATABASE } = process.env
const extensions = []
if (BENCH_DATABASE) {
  const { SQLite } = await import('@hocuspocus/extension-sqlite')
  extensions.push(new SQLite({ database: BENCH_DATABASE }))
}
const server = new Server({ address: BENCH_HOST, port: Number(BENCH_PORT), quiet: true, extensions })
await server.listen()
