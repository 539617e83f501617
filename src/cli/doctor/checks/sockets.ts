import { tmpdir } from 'node:os'
import { createConnection, createServer } from 'node:net'
import { SocketFolder } from '../../../executor/process/socket-folder.ts'
import { fail, ok } from '../check.ts'
import { echoed } from '../echo.ts'
import type { Check } from '../check.ts'

/** The folder for temporary files, and whether processes can talk over sockets in it. */
export const socketsCheck: Check = {
  id: 'sockets',
  title: 'Temporary',
  onTimeout: 'fail',
  async run(_patient, signal) {
    const sockets = new SocketFolder()
    const path = sockets.next()
    const facts = { folder: tmpdir(), socket: path }
    const server = createServer()
    try {
      await echoed(server, { path }, () => createConnection(path), signal)
      const elsewhere = path.startsWith(tmpdir())
        ? ''
        : `; sockets in ${path.slice(0, 4)}, where paths are short`
      return ok(`${tmpdir()}, with sockets${elsewhere}`, facts)
    } catch (error) {
      const text = `${tmpdir()}: no socket can be used in ${path}: ${String(error)}`
      return fail(text, 'Set TMPDIR to a folder on a local disk with a short path.', facts)
    } finally {
      server.close()
      sockets.remove()
    }
  },
}
