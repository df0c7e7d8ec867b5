// Hocuspocus in its default configuration. BENCH_DATABASE adds its database extension over Node's
// own SQLite, with the table and the statements of its SQLite extension: what that one builds on,
// better-sqlite3, has to be compiled, and ended the process under Node 24 when it was tried.
import { Server } from '@hocuspocus/server'

const { BENCH_HOST, BENCH_PORT, BENCH_DATABASE } = process.env

async function database (path) {
  const { Database } = await import('@hocuspocus/extension-database')
  const { DatabaseSync } = await import('node:sqlite')
  const sqlite = new DatabaseSync(path)
  sqlite.exec('CREATE TABLE IF NOT EXISTS documents (name varchar(255) NOT NULL, data blob NOT NULL, UNIQUE(name))')
  const select = sqlite.prepare('SELECT data FROM documents WHERE name = ? ORDER BY rowid DESC')
  const upsert = sqlite.prepare(
    'INSERT INTO documents (name, data) VALUES (?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data'
  )
  return new Database({
    fetch: async ({ documentName }) => select.get(documentName)?.data ?? null,
    store: async ({ documentName, state }) => { upsert.run(documentName, state) },
  })
}

const extensions = BENCH_DATABASE ? [await database(BENCH_DATABASE)] : []
const server = new Server({ address: BENCH_HOST, port: Number(BENCH_PORT), quiet: true, extensions })
await server.listen()
