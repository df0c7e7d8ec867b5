// @y/websocket-server's own program with y-leveldb behind its persistence hook: every update is
// stored as it comes, as the package did itself when it still brought the store along.
import { setPersistence } from '@y/websocket-server/utils'
import { LeveldbPersistence } from 'y-leveldb'
import * as Y from 'yjs'

const store = new LeveldbPersistence(process.env.BENCH_DATABASE)
setPersistence({
  provider: store,
  bindState: async (name, doc) => {
    const stored = await store.getYDoc(name)
    store.storeUpdate(name, Y.encodeStateAsUpdate(doc))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(stored))
    doc.on('update', update => { store.storeUpdate(name, update) })
  },
  writeState: async () => {},
})
await import('@y/websocket-server/server')
